import assert from "node:assert/strict";

import fc from "fast-check";

import type { Verdict } from "../../../checks/run/document.ts";
import { exitCode, finding, worst } from "../../../checks/run/verdict.ts";

const verdict = fc.constantFrom<Verdict>("pass", "warn", "fail", "error", "skip");

describe("worst", () => {
  it("lets a failure stand, whatever else could not be measured", () => {
    assert.equal(worst(["pass", "error", "fail", "warn"]), "fail");
    assert.equal(worst(["pass", "error", "warn"]), "error");
  });

  it("is skip only where everything was skipped", () => {
    fc.assert(
      fc.property(fc.array(verdict), (verdicts) => {
        const skipped = verdicts.every((each) => each === "skip");
        assert.equal(worst(verdicts) === "skip", skipped);
      }),
    );
  });

  it("is never pass where anything failed, warned or was not measured", () => {
    fc.assert(
      fc.property(fc.array(verdict), (verdicts) => {
        const clean = verdicts.every((each) => each === "pass" || each === "skip");
        assert.ok(clean || worst(verdicts) !== "pass");
      }),
    );
  });
});

describe("exitCode", () => {
  it("tells a gate that failed from a tool that broke, and nothing measured from a pass", () => {
    const codes = (["pass", "warn", "fail", "error", "skip"] as const).map((each) =>
      exitCode({ verdict: each }),
    );

    assert.deepEqual(codes, [0, 0, 1, 2, 2]);
  });
});

describe("finding", () => {
  it("speaks with the first of the worst, and counts the others", () => {
    const slow = { name: "p95", verdict: "fail", value: 7, unit: "ms", target: "< 5 ms" } as const;
    const found = finding([{ name: "a", verdict: "pass" }, slow, slow], "all well");

    assert.equal(found.reason, "p95 is 7 ms, required < 5 ms (and 1 more)");
  });
});
