import { resolve } from "node:path";

import type { CheckResult, Evidence, RunDocument } from "../run/document.ts";
import { runsOf } from "../run/store.ts";
import { worst } from "../run/verdict.ts";
import { type Comparison, compare } from "../statistics/baseline.ts";
import { asBaselineRun, baselinePath, fingerprint, profileOf, readBaseline } from "./file.ts";

/** The result with its comparison; a regression is a warning, for thresholds alone decide. */
export async function withBaseline(
  result: CheckResult,
  document: RunDocument,
  directories: { baselines: string },
  runs: string,
): Promise<CheckResult> {
  if (!asBaselineRun(result, document.id)) return result;
  const path = baselinePath(resolve(directories.baselines), document.stack, result.name);
  let baseline: Comparison;
  try {
    baseline = await comparison(result, document, path, runs);
  } catch (error) {
    baseline = { verdict: "not-compared", reason: (error as Error).message };
    return warned({ ...result, baseline }, baseline.reason);
  }
  if (baseline.verdict !== "regression") return { ...result, baseline };
  return warned({ ...result, baseline }, `slower than the baseline: ${baseline.reason}`);
}

async function comparison(
  result: CheckResult,
  document: RunDocument,
  path: string,
  runs: string,
): Promise<Comparison> {
  const file = await readBaseline(path);
  const none = "no baseline has been accepted for this check";
  if (!file) return { verdict: "none", reason: none };
  const machine = fingerprint(document);
  if (machine !== file.machine) {
    const reason = `the baseline is of ${file.machine}, this is ${machine ?? "an unknown machine"}`;
    return { verdict: "not-compared", reason };
  }
  const profile = profileOf(result);
  if (profile !== file.profile) {
    return {
      verdict: "not-compared",
      reason: `the baseline is of ${file.profile}, not ${profile}`,
    };
  }
  const known = new Set(file.runs.map(({ run }) => run));
  const earlier = (await runsOf(runs, document.stack)).filter(
    (run) => run.id !== document.id && !known.has(run.id) && fingerprint(run) === machine,
  );
  const repeats = earlier.flatMap((run) => {
    const same = run.checks.find(
      ({ name, digest }) => name === result.name && digest === result.digest,
    );
    return (same && asBaselineRun(same, run.id)) ?? [];
  });
  return compare([asBaselineRun(result, document.id)!, ...repeats], file.runs);
}

function warned(result: CheckResult, reason: string): CheckResult {
  const evidence: Evidence = { name: "baseline", verdict: "warn", reason };
  const verdict = worst([result.verdict, "warn"]);
  const sentence = result.verdict === "pass" ? reason : result.reason;
  return { ...result, verdict, reason: sentence, evidence: [...result.evidence, evidence] };
}
