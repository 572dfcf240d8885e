import type { Cluster } from "../cluster/cluster.ts";
import type { Clock } from "../cluster/clock.ts";
import { type ContainerEnd, runJob } from "../jobs/run-job.ts";
import type { Evidence, Verdict } from "../run/document.ts";
import type { ConnectivitySpec, Probe } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { exitCodes, probeContainer } from "./probe-commands.ts";

/** Time of the Job that its pod needs to be scheduled, and to pull its images. */
const startSeconds = 30;

/** Has every identity make its probes from a pod of its own, one identity after the other. */
export async function checkConnectivity(
  check: string,
  spec: ConnectivitySpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const evidence: Evidence[] = [];
  const seconds = Math.max(5, Math.min(30, spec.timeoutSeconds - startSeconds));
  for (const { identity, probes } of spec.from) {
    report(`${probes.length} probes as ${identity.serviceAccountName}`);
    const containers = probes.map((probe, i) => probeContainer(probe, nameOf(i), seconds));
    const { timeoutSeconds } = spec;
    const job = { check, identity, containers, timeoutSeconds };
    const ends = await runJob({ spec: job, report }, cluster, clock);
    evidence.push(...probes.map((probe, i) => judge(probe, ends.get(nameOf(i)))));
  }
  const probes = spec.from.flatMap((each) => each.probes);
  const judged = evidence.map((each, i) => doubtful(each, probes[i]!, probes, evidence));
  return finding(judged, `all ${judged.length} conversations went as declared`);
}

const nameOf = (index: number) => `probe-${index}`;

function judge(probe: Probe, end: ContainerEnd | undefined): Evidence {
  const { name } = probe;
  const target = targetOf(probe);
  if (!end) return { name, verdict: "error", target, reason: "its container never ran" };
  const said = end.logs.trim().split("\n").slice(-3).join(" ");
  if (end.exitCode === exitCodes.pass) return { name, verdict: "pass", value: said, target };
  const verdict: Verdict = end.exitCode === exitCodes.fail ? "fail" : "error";
  const reason = said || `its container ended with exit code ${end.exitCode} (${end.reason})`;
  return { name, verdict, target, reason };
}

function targetOf(probe: Probe): string {
  switch (probe.kind) {
    case "http":
      return `status ${probe.status}${probe.body ? ` and "${probe.body}"` : ""} at ${probe.url}`;
    case "postgres":
      return `a row written and read at ${addressOf(probe)}`;
    case "redis":
      return `a key written and read at ${addressOf(probe)}`;
    case "refused":
      return `no connection to ${addressOf(probe)}`;
  }
}

/** A refusal proves a policy only where somebody else is let in and answered. */
function doubtful(
  evidence: Evidence,
  probe: Probe,
  probes: readonly Probe[],
  all: readonly Evidence[],
): Evidence {
  if (probe.kind !== "refused" || evidence.verdict !== "pass") return evidence;
  const welcome = probes.findIndex(
    (other) => other.kind !== "refused" && addressOf(other) === addressOf(probe),
  );
  if (welcome >= 0 && all[welcome]!.verdict === "pass") return evidence;
  const answered = "who is let in was not answered either, so the refusal proves nothing";
  if (welcome >= 0) return { ...evidence, verdict: "error", reason: answered };
  const reason = "no other probe shows that anything listens there: declare one that is let in";
  return { ...evidence, verdict: "warn", reason };
}

function addressOf(probe: Probe): string {
  if (probe.kind !== "http") return `${probe.host}:${probe.port}`;
  const { hostname, port, protocol } = new URL(probe.url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}
