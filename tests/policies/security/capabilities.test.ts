import assert from "node:assert/strict";

import { judgeObject } from "../../../policies/engine/evaluate.ts";
import { fromManifest } from "../../../policies/engine/normalise.ts";
import { capabilities } from "../../../policies/security/capabilities.ts";
import { unknownMark } from "../forms.ts";

describe("security-capabilities", () => {
  it("names those beyond the list alone", () => {
    const add = ["CHOWN", "SYS_ADMIN", unknownMark, "SYS_TIME"];
    const containers = [{ name: "app", securityContext: { capabilities: { add } } }];
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: { containers } };
    const [object] = fromManifest(pod, { label: "x" });
    assert.match(judgeObject(capabilities, object!)[0]!.message, / adds SYS_ADMIN, SYS_TIME: /);
  });
});
