import type { CheckResult, Evidence, RunDocument, Verdict } from "../run/document.ts";

/** How a number or a flag is shown, with its unit. */
export function shown({ value, unit }: Pick<Evidence, "value" | "unit">): string {
  if (value === undefined) return "";
  const text = typeof value === "number" ? number(value) : String(value);
  return unit && unit !== "1" ? `${text} ${unit}` : text;
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

export function seconds(value: number): string {
  if (value < 60) return `${number(Math.round(value * 10) / 10)} s`;
  const rest = Math.round(value) % 60;
  return `${Math.floor(Math.round(value) / 60)} min${rest ? ` ${rest} s` : ""}`;
}

export const milliseconds = (value: number) => `${number(value)} ms`;

/** What a target or a reason says of the evidence, whichever there is. */
export function remark({ target, reason }: Evidence): string {
  return [reason, target && `required: ${target}`].filter(Boolean).join("; ");
}

export const symbols: Record<Verdict, string> = {
  pass: "✓",
  warn: "!",
  fail: "✗",
  error: "?",
  skip: "–",
};

const hints: Record<CheckResult["kind"], string> = {
  health: "Look at the workload's events and logs: kubectl describe, and kubectl logs --previous.",
  connectivity:
    "Look at the Service, its endpoints and the NetworkPolicies on both sides of the conversation.",
  load: "Find what the slow requests wait for: CPU limits and throttling, replicas, the database.",
  resources: "Raise the limit, lower the use, or add replicas.",
  failover:
    "Look at the cluster's events and the operator's log, and whether writes wait for a standby.",
  restore:
    "Look at the condition ContinuousArchiving of the cluster, and at the log of its primary.",
  rotation:
    "Nothing is shut out while requests fail: mend what the reason names, and rotate again to go on.",
  degradation:
    "Look at what the service does without its cache: timeouts, retries, and whether it asks the source.",
  vectors: "Raise efSearch for recall, lower it for speed; give the database memory for its index.",
  llm: "Look at the logs and metrics of ollama and llm, and at the memory and CPU they are given.",
  decisions: "Read the rows of the table, then take a larger model or another prompt.",
  overload: "Look at ai.ollama.maxQueue, and at who else asked Ollama meanwhile.",
  service: "Ask it by hand as the check does (ai.services), and look at its logs.",
  texts:
    "Look at the logs of llm for the vectors, and at data.vectors for the store and its index.",
};

const toolHint =
  "Nothing was proved either way. Mend what the reason names, and run the check again.";

export interface NextStep {
  check: string;
  verdict: Verdict;
  reason: string;
  /** Empty where the reason says it all. */
  hint: string;
}

/** What to do about everything that did not pass, the worst first. */
export function nextSteps({ checks }: RunDocument): NextStep[] {
  const order: Verdict[] = ["fail", "error", "warn"];
  return order.flatMap((verdict) =>
    checks
      .filter((check) => check.verdict === verdict)
      .map(({ name, kind, reason }) => ({
        check: name,
        verdict,
        reason,
        hint: { fail: hints[kind], error: toolHint, warn: "" }[verdict as string] ?? "",
      })),
  );
}

export function machineLine({ machine }: RunDocument): string {
  if (machine.nodes === 0) return `Kubernetes ${machine.kubernetes}, nodes not visible`;
  const memory = Math.round(machine.memoryBytes / 2 ** 30);
  const nodes = `${machine.nodes} ${machine.nodes === 1 ? "node" : "nodes"}`;
  return (
    `Kubernetes ${machine.kubernetes}, ${nodes}, ${machine.cpus} CPUs, ${memory} GiB, ` +
    machine.architecture
  );
}

/** One line that says how it stands. */
export function headline({ verdict, checks, grade }: RunDocument): string {
  const measured = checks.filter((check) => check.verdict !== "skip");
  const passed = measured.filter((check) => check.verdict === "pass" || check.verdict === "warn");
  const skipped = checks.length - measured.length;
  const counts = `${passed.length} of ${measured.length} measured checks passed`;
  const rest = skipped > 0 ? `, ${skipped} skipped` : "";
  const words: Record<Verdict, string> = {
    pass: "Passed",
    warn: "Passed with warnings",
    fail: "Failed",
    error: "Not proved: the tool or the cluster broke",
    skip: "Nothing was measured",
  };
  return `${words[verdict]}: ${counts}${rest}${grade ? `, grade ${grade}` : ""}`;
}
