import type { CheckResult } from "../run/document.ts";
import { escape } from "./escape.ts";
import { milliseconds } from "./words.ts";

const size = { width: 880, height: 300 };
const frame = { left: 64, right: 132, top: 36, bottom: 40 };
const inner = {
  width: size.width - frame.left - frame.right,
  height: size.height - frame.top - frame.bottom,
};

interface Scale {
  x: (seconds: number) => number;
  y: (milliseconds: number) => number;
}

/** Latency over the time of the load, with the thresholds and where errors were. */
export function latencyPlot({ name, series, load }: CheckResult): string {
  if (!series?.points.length) return "";
  const { points, bucketSeconds } = series;
  const seen = points.filter(({ requests }) => requests > 0);
  const limits = [
    { label: "P95 limit", value: load?.p95Milliseconds, style: "p95" },
    { label: "P99 limit", value: load?.p99Milliseconds, style: "p99" },
  ].flatMap(({ value, ...rest }) => (value === undefined ? [] : [{ ...rest, value }]));
  const measured = Math.max(...seen.map(({ p99 }) => p99), 1);
  // A threshold far above would flatten the lines; it is named at the edge instead.
  const near = limits.filter(({ value }) => value <= measured * 8);
  const top = niceStep(Math.max(measured, ...near.map(({ value }) => value)) * 1.08, 4) * 4;
  const end = points.length * bucketSeconds;
  const scale: Scale = {
    x: (at) => frame.left + (at / end) * inner.width,
    y: (value) => frame.top + (1 - value / top) * inner.height,
  };
  const middle = bucketSeconds / 2;
  const line = (key: "p50" | "p95" | "p99") => {
    const at = seen.map(
      (point) => `${fixed(scale.x(point.atSeconds + middle))},${fixed(scale.y(point[key]))}`,
    );
    const [x, y] = at.length === 1 ? at[0]!.split(",") : [];
    const dots = x ? `<circle class="${key}" cx="${x}" cy="${y}" r="3"/>` : "";
    return `<polyline class="line ${key}" points="${at.join(" ")}"/>${dots}`;
  };
  const errors = points.filter((point) => point.errors > 0);
  const description =
    `P50, P95 and P99 latency over ${end} seconds in steps of ${bucketSeconds}. ` +
    `Highest P99 ${milliseconds(measured)}. Steps with errors: ${errors.length}.`;
  return [
    `<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" role="img">`,
    `<title>Latency of ${escape(name)}</title><desc>${description}</desc>`,
    ...axes(scale, top, end),
    ...errors.map((point) => errorMark(scale, point, bucketSeconds)),
    ...near.map((limit) => limitLine(scale, limit)),
    line("p50"),
    line("p95"),
    line("p99"),
    ...legend(
      limits.filter((limit) => !near.includes(limit)),
      errors.length > 0,
    ),
    "</svg>",
  ].join("\n");
}

const fixed = (value: number) => value.toFixed(1);

/** A round step, so that `parts` of them reach `value`. */
function niceStep(value: number, parts: number): number {
  const rough = value / parts;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
    .map((factor) => factor * power)
    .find((step) => step >= rough)!;
}

function axes({ x, y }: Scale, top: number, end: number): string[] {
  const rows = [0, 1, 2, 3, 4].map((i) => (top / 4) * i);
  const step = Math.max(1, niceStep(end, 6));
  const columns = Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
  const right = frame.left + inner.width;
  const bottom = frame.top + inner.height;
  return [
    ...rows.map(
      (value) =>
        `<line class="grid" x1="${frame.left}" x2="${right}" y1="${fixed(y(value))}" ` +
        `y2="${fixed(y(value))}"/><text class="tick" text-anchor="end" ` +
        `x="${frame.left - 8}" y="${fixed(y(value) + 4)}">${milliseconds(value)}</text>`,
    ),
    ...columns.map(
      (at) =>
        `<text class="tick" text-anchor="middle" x="${fixed(x(at))}" ` +
        `y="${bottom + 18}">${at} s</text>`,
    ),
    `<text class="tick" text-anchor="middle" x="${frame.left + inner.width / 2}" ` +
      `y="${size.height - 6}">time since the measured load began</text>`,
  ];
}

function errorMark(
  { x }: Scale,
  { atSeconds, errors, requests }: { atSeconds: number; errors: number; requests: number },
  bucketSeconds: number,
): string {
  const share = requests > 0 ? errors / requests : 1;
  const height = Math.max(5, Math.min(1, share) * inner.height);
  const width = Math.max(2, x(bucketSeconds) - x(0) - 1);
  const bottom = frame.top + inner.height;
  return (
    `<rect class="errors" x="${fixed(x(atSeconds))}" y="${fixed(bottom - height)}" ` +
    `width="${fixed(width)}" height="${fixed(height)}">` +
    `<title>${errors} of ${requests} requests failed</title></rect>`
  );
}

interface Limit {
  label: string;
  value: number;
  style: string;
}

function limitLine({ y }: Scale, { label, value, style }: Limit): string {
  const right = frame.left + inner.width;
  const at = fixed(y(value));
  return (
    `<line class="limit ${style}" x1="${frame.left}" x2="${right}" y1="${at}" y2="${at}"/>` +
    `<text class="tick" x="${right + 8}" y="${fixed(y(value) + 4)}">` +
    `${label} ${milliseconds(value)}</text>`
  );
}

/** Above the plot, with the thresholds that lie beyond it. */
function legend(farLimits: readonly Limit[], hasErrors: boolean): string[] {
  const y = 16;
  const entries = [
    ...["p50", "p95", "p99"].map((key) => ({ key, label: key.toUpperCase() })),
    ...(hasErrors ? [{ key: "errors", label: "share of errors" }] : []),
  ];
  const far = farLimits.map(({ label, value }) => `${label} ${milliseconds(value)}`).join(", ");
  const marks = entries.map(({ key, label }, index) => {
    const x = frame.left + index * 64;
    const mark =
      key === "errors"
        ? `<rect class="errors" x="${x}" y="${y - 9}" width="14" height="9"/>`
        : `<line class="line ${key}" x1="${x}" x2="${x + 14}" y1="${y - 4}" y2="${y - 4}"/>`;
    return `${mark}<text class="tick" x="${x + 20}" y="${y}">${label}</text>`;
  });
  const right = frame.left + inner.width;
  const beyond = `<text class="tick" text-anchor="end" x="${right}" y="${y}">above: ${far}</text>`;
  return far ? [...marks, beyond] : marks;
}
