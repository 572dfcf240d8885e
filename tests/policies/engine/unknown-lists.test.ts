import assert from "node:assert/strict";

import { rules } from "../../../policies/rules.ts";
import { judge, previewVerdict, stateVerdict, unknownMark } from "../forms.ts";

const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "shop" }, spec: {} };
const list = (items: unknown) => ({
  type: "kubernetes:core/v1:List",
  props: { apiVersion: "v1", kind: "List", items },
});

describe("a list whose items are not known yet", () => {
  for (const rule of rules) {
    it(`leaves ${rule.id} undecided, as a whole and for one item`, async () => {
      for (const given of [list(unknownMark), list([unknownMark])]) {
        assert.equal(await previewVerdict(rule, given), "unknown");
        assert.equal(stateVerdict(rule, given), "unknown");
      }
    });

    it(`hides no offence against ${rule.id} of what is known beside it`, () => {
      const { fails } = judge(rule, [pod]);
      const beside = judge(rule, [pod, list(unknownMark).props]);
      assert.deepEqual(beside, { fails, unknown: [...judge(rule, [pod]).unknown, "kind"] });
    });
  }
});
