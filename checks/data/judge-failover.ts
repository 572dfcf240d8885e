import type { Evidence } from "../run/document.ts";
import type { FailoverSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import type { Befallen } from "./ordeal.ts";
import { type Balance, type Range, type Write, balance, outage } from "./writes.ts";

export interface Ended {
  writes: readonly Write[];
  kept: readonly Range[];
  faults: readonly Befallen[];
}

/** Holds what the faults cost against what they may cost. */
export function judgeFailover(spec: FailoverSpec, { writes, kept, faults }: Ended): Finding {
  const sum = balance(writes, kept);
  const evidence = faults.flatMap((befallen, index) => {
    const { seconds, lostSeconds } = outage(
      writes,
      sum.lost,
      befallen.from,
      faults[index + 1]?.from,
    );
    const title = `${befallen.fault} ${index + 1} of ${befallen.primary}`;
    return [
      resumed(title, limitOf(spec, befallen), seconds),
      counted(`${title}: data loss (RPO)`, lostSeconds, "s", "acknowledged writes are gone"),
      whole(title, spec, befallen),
    ];
  });
  const missed = spec.faults
    .slice(faults.length)
    .map((fault): Evidence => ({
      name: `${fault} of the primary`,
      verdict: "error",
      reason: "it was not tried: the cluster did not serve in time after what came before",
    }));
  return finding([...evidence, ...missed, ...balances(sum)], passed(sum, faults));
}

const limitOf = (spec: FailoverSpec, { fault }: Befallen) =>
  fault === "kill" ? spec.takeOverSeconds : spec.switchoverSeconds;

function resumed(title: string, limit: number, seconds?: number): Evidence {
  const name = `${title}: writes resumed (RTO)`;
  const target = `<= ${limit} s`;
  if (seconds === undefined) {
    return { name, verdict: "fail", target, reason: "no write was acknowledged any more" };
  }
  const value = Math.round(seconds * 100) / 100;
  return { name, verdict: seconds <= limit ? "pass" : "fail", value, unit: "s", target };
}

function whole(title: string, { healSeconds }: FailoverSpec, { healedSeconds }: Befallen) {
  const name = `${title}: all instances there again`;
  const target = `<= ${healSeconds} s`;
  if (healedSeconds === undefined) {
    const reason = `they were not after ${healSeconds} s: look at the pods, and at their events`;
    return { name, verdict: "fail", target, reason } satisfies Evidence;
  }
  const value = Math.round(healedSeconds * 10) / 10;
  return { name, verdict: "pass", value, unit: "s", target } satisfies Evidence;
}

function balances({ acknowledged, lost, ghosts, unheard }: Balance): Evidence[] {
  return [
    {
      name: "acknowledged writes",
      verdict: acknowledged > 0 ? "pass" : "error",
      value: acknowledged,
    },
    counted("lost writes", lost.length, undefined, `${some(lost.map(({ id }) => id))} are gone`),
    counted(
      "ghost writes",
      ghosts.length,
      undefined,
      `${some(ghosts)} were refused, and are there`,
    ),
    { name: "writes kept whose answer was cut off", verdict: "pass", value: unheard },
  ];
}

function counted(name: string, value: number, unit: string | undefined, why: string): Evidence {
  const common = { name, value, ...(unit && { unit }), target: unit ? `0 ${unit}` : "0" };
  if (value === 0) return { ...common, verdict: "pass" };
  return { ...common, verdict: "fail", reason: `${value}${unit ? ` ${unit}` : ""}: ${why}` };
}

const some = (ids: readonly number[]) =>
  `numbers ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ", ..." : ""}`;

function passed({ acknowledged }: Balance, faults: readonly Befallen[]): string {
  const times = faults.length === 1 ? "once" : `${faults.length} times`;
  return `the primary failed ${times}, and none of ${acknowledged} acknowledged writes was lost`;
}
