import assert from "node:assert/strict";

import {
  evaluate,
  parseJsonPath,
} from "../../../../../embedded/plugins/kubernetes/model/jsonpath.ts";

const object = {
  status: {
    phase: "Running",
    conditions: [
      { type: "Ready", status: "True", n: 2 },
      { type: "Synced", status: "False", n: 5 },
    ],
    "odd.key": 1,
  },
};
const find = (path: string) => evaluate(parseJsonPath(path), object);

describe("a JSONPath", () => {
  const cases: [string, unknown[]][] = [
    ["{.status.phase}", ["Running"]],
    ["{$.status.phase}", ["Running"]],
    ["{.status.missing.deep}", []],
    ["{.status.conditions[0].type}", ["Ready"]],
    ["{.status.conditions[-1].type}", ["Synced"]],
    ["{.status.conditions[*].status}", ["True", "False"]],
    ["{.status['odd.key']}", [1]],
    ['{.status.conditions[?(@.type=="Synced")].status}', ["False"]],
    ["{.status.conditions[?(@.type=='Ready' && @.n > 1)].n}", [2]],
    ["{.status.conditions[?@.n >= 5 || @.type == 'Ready'].n}", [2, 5]],
    ["{..n}", [2, 5]],
  ];
  for (const [path, values] of cases) {
    it(`${path} finds ${JSON.stringify(values)}`, () => assert.deepEqual(find(path), values));
  }

  it("that cannot be read is refused with the place", () => {
    assert.throws(() => find("{.a[}"), /"\{\.a\[\}" is no JSONPath: cannot read "\[/);
  });
});
