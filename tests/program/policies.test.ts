import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { judgeStack } from "../../policies/engine/evaluate.ts";
import { fromResource } from "../../policies/engine/normalise.ts";
import { Stack } from "../../policies/engine/stack.ts";
import { parseWaivers, waive } from "../../policies/engine/waivers.ts";
import { rules } from "../../policies/rules.ts";

/** What the golden file declares, as the policies read it. */
function declared(): Stack {
  const file = join(import.meta.dirname, "golden/staging.json");
  const resources = Object.entries(JSON.parse(readFileSync(file, "utf8"))).map(([key, props]) => {
    const [type, name] = key.split(" ") as [string, string];
    return { type, name, urn: key, props: props as Record<string, unknown> };
  });
  return new Stack(resources.flatMap((resource) => fromResource(resource)));
}

const file = "policies/waivers.yaml";
const waivers = parseWaivers(readFileSync(join(import.meta.dirname, "../..", file), "utf8"), file);

describe("the staging stack before the policies", () => {
  for (const rule of rules.filter(({ severity }) => /high|critical/.test(severity))) {
    it(`passes ${rule.id}`, () => {
      const open = judgeStack(rule, declared()).filter(
        (outcome) => !waive(rule.id, outcome, waivers, "2026-11-25"),
      );
      assert.deepEqual(
        open.map(({ message, object }) => [object, message]),
        [],
      );
    });
  }

  it("needs every waiver that there is", () => {
    for (const rule of rules) {
      for (const outcome of judgeStack(rule, declared())) {
        waive(rule.id, outcome, waivers, "2026-11-25");
      }
    }
    const unused = waivers.filter(({ used }) => !used).map(({ rule }) => rule);
    assert.deepEqual(unused, []);
  });
});
