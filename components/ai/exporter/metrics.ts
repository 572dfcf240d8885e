/** Values by label, written as Prometheus reads them. */

export type Labels = Record<string, string>;

interface Family {
  name: string;
  help: string;
  type: "counter" | "gauge" | "histogram";
  lines: () => string[];
}

const escaped = (text: string) =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

function series(name: string, labels: Labels, value: number): string {
  const inside = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  const shown = value === Infinity ? "+Inf" : `${value}`;
  return `${name}${inside.length > 0 ? `{${inside.join(",")}}` : ""} ${shown}`;
}

/** Counts or levels of one name, each under its labels. */
export interface Metric {
  add(labels: Labels, by?: number): void;
  set(labels: Labels, value: number): void;
  /** Forgets every value: for levels that are read anew. */
  clear(): void;
}

/** How often values fell below each of some bounds. */
export interface Histogram {
  observe(labels: Labels, value: number): void;
}

/** All metrics of a process. */
export class Registry {
  readonly #families: Family[] = [];

  counter(name: string, help: string): Metric {
    return this.#metric(name, help, "counter");
  }

  gauge(name: string, help: string): Metric {
    return this.#metric(name, help, "gauge");
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const kept = new Map<string, { labels: Labels; counts: number[]; sum: number }>();
    const observe = (labels: Labels, value: number) => {
      const key = JSON.stringify(labels);
      const own = kept.get(key) ?? { labels, counts: [...bounds, Infinity].map(() => 0), sum: 0 };
      kept.set(key, own);
      own.sum += value;
      for (const [at, bound] of [...bounds, Infinity].entries()) {
        if (value <= bound) own.counts[at]! += 1;
      }
    };
    const lines = () =>
      [...kept.values()].flatMap(({ labels, counts, sum }) => [
        ...[...bounds, Infinity].map((bound, at) =>
          series(
            `${name}_bucket`,
            { ...labels, le: bound === Infinity ? "+Inf" : `${bound}` },
            counts[at]!,
          ),
        ),
        series(`${name}_sum`, labels, sum),
        series(`${name}_count`, labels, counts.at(-1)!),
      ]);
    this.#families.push({ name, help, type: "histogram", lines });
    return { observe };
  }

  /** The text that a scrape is answered with. */
  text(): string {
    const families = this.#families.map(({ name, help, type, lines }) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines()].join("\n"),
    );
    return `${families.join("\n")}\n`;
  }

  #metric(name: string, help: string, type: "counter" | "gauge"): Metric {
    const values = new Map<string, { labels: Labels; value: number }>();
    const set = (labels: Labels, value: number) =>
      void values.set(JSON.stringify(labels), { labels, value });
    const add = (labels: Labels, by = 1) =>
      set(labels, (values.get(JSON.stringify(labels))?.value ?? 0) + by);
    const lines = () =>
      [...values.values()].map(({ labels, value }) => series(name, labels, value));
    this.#families.push({ name, help, type, lines });
    return { add, set, clear: () => values.clear() };
  }
}
