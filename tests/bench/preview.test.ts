import assert from "node:assert/strict";

import { services } from "../../bench/preview.ts";
import { judgeStack } from "../../policies/engine/evaluate.ts";
import { fromManifest } from "../../policies/engine/normalise.ts";
import { Stack } from "../../policies/engine/stack.ts";
import { rules } from "../../policies/rules.ts";

type Manifest = Record<string, unknown>;

/** The mandatory rules that these objects break. */
function refusals(objects: object[]): string[] {
  const stack = new Stack(
    objects.flatMap((one) => fromManifest(one as Manifest, { label: "bench" })),
  );
  const mandatory = rules.filter(({ level }) => level === "mandatory");
  return mandatory.filter((rule) => judgeStack(rule, stack).length > 0).map(({ id }) => id);
}

describe("services", () => {
  it("are whole, so that the policies refuse none, whatever number of objects is asked for", () => {
    for (const [asked, declared] of [
      [1, 8],
      [8, 8],
      [50, 56],
    ]) {
      const objects = services(asked!);
      assert.equal(objects.length, declared);
      assert.deepEqual(refusals(objects), []);
    }
  });

  it("would be refused without their last objects", () => {
    assert.notDeepEqual(refusals(services(8).slice(0, 7)), []);
  });
});
