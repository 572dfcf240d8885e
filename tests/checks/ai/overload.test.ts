import assert from "node:assert/strict";

import { judgeOverload } from "../../../checks/ai/overload.ts";
import type { Overload } from "../../../checks/ai/probe/measured.ts";
import { finding } from "../../../checks/run/verdict.ts";

const spec = { requests: 10, most: 4, refusalSeconds: 2 };
const calm: Overload = {
  client: { "200": 4, "503": 6 },
  exporter: { codes: { "503": 6, "200": 4 } },
  ...{ slowestRefusalSeconds: 0.1, afterwards: "200" },
};
const judged = (change: Partial<Overload>) =>
  finding(judgeOverload(spec, { ...calm, ...change }), "all well");

describe("the check of a full queue", () => {
  it("passes where what is too much is refused, and counted as its client counts", () => {
    assert.deepEqual(
      judged({}).evidence.map(({ verdict, value }) => [verdict, value]),
      [
        ["pass", "200: 4, 503: 6"],
        ["pass", 6],
        ["pass", 0.1],
        ["pass", "200: 4, 503: 6"],
        ["pass", "200"],
      ],
    );
  });

  for (const [what, change] of [
    ["nothing is refused", { client: { "200": 10 }, exporter: { codes: { "200": 10 } } }],
    ["a request is lost", { client: { "200": 4, "503": 5, "fetch failed": 1 } }],
    ["a refusal takes long", { slowestRefusalSeconds: 2.01 }],
    ["the exporter counts otherwise", { exporter: { codes: { "200": 4, "503": 5 } } }],
    ["nobody is answered afterwards", { afterwards: "503" }],
  ] as [string, Partial<Overload>][]) {
    it(`fails where ${what}`, () => assert.equal(judged(change).verdict, "fail"));
  }

  it("is an error where the exporter's count cannot be read", () => {
    assert.equal(judged({ exporter: { error: "away" } }).verdict, "error");
  });
});
