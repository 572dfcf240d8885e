import assert from "node:assert/strict";

import type { CheckPlan, CheckResult, Verdict } from "../../../checks/index.ts";
import { type Log, prove } from "../../../components/gate/prove.ts";

const plan = {} as CheckPlan;
const quiet: Log = { progress: () => {}, info: () => {}, warn: () => {} };

/** A prover whose check ends in `verdict`. */
const ending = (verdict: Verdict, path?: string) => ({
  earn: async () => ({ verdict, reason: "p99 is 700 ms, 400 is allowed." }) as CheckResult,
  reportPath: async () => path,
});

describe("prove", () => {
  it("returns for a pass", async () => {
    await prove(plan, "load", ending("pass"), quiet);
  });

  it("returns for a warning, and gives it", async () => {
    const warnings: string[] = [];
    const log = { ...quiet, warn: (line: string) => warnings.push(line) };
    await prove(plan, "load", ending("warn"), log);
    assert.deepEqual(warnings, [
      "check load passed with a warning: p99 is 700 ms, 400 is allowed.",
    ]);
  });

  const refused: [Verdict, string][] = [
    ["fail", "check load: failed: p99 is 700 ms, 400 is allowed; the report is runs/r.html"],
    [
      "error",
      "check load: could not be measured: p99 is 700 ms, 400 is allowed; " +
        "the report is runs/r.html",
    ],
    [
      "skip",
      "check load: was skipped, which proves nothing: p99 is 700 ms, 400 is allowed; " +
        "the report is runs/r.html",
    ],
  ];
  for (const [verdict, message] of refused) {
    it(`throws for the verdict ${verdict}, and names the report`, async () => {
      await assert.rejects(prove(plan, "load", ending(verdict, "runs/r.html"), quiet), { message });
    });
  }

  it("names no report that was not written", async () => {
    const message = "check load: failed: p99 is 700 ms, 400 is allowed";
    await assert.rejects(prove(plan, "load", ending("fail"), quiet), { message });
  });

  it("shows the check's lines as progress", async () => {
    const lines: string[] = [];
    const prover = {
      ...ending("pass"),
      earn: async (_plan: CheckPlan, name: string, report: (line: string) => void) => {
        report("waits for k6");
        return { name, verdict: "pass", reason: "" } as CheckResult;
      },
    };
    await prove(plan, "load", prover, { ...quiet, progress: (line) => lines.push(line) });
    assert.deepEqual(lines, ["check load: waits for k6"]);
  });
});
