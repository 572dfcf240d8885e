import assert from "node:assert/strict";

import { remediationOf } from "../../../policies/engine/remediations.ts";
import { allowPrivilegeEscalation } from "../../../policies/security/allow-privilege-escalation.ts";
import { dropAllCapabilities } from "../../../policies/security/drop-all-capabilities.ts";
import { restrictedSeccomp } from "../../../policies/security/restricted-seccomp.ts";
import { type Manifest, judge, unknownMark } from "../forms.ts";

const ids = [
  "rbac-automount-token",
  "security-allow-privilege-escalation",
  "security-restricted-seccomp",
  "security-drop-all-capabilities",
];
const deployment = (spec: unknown): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  spec: { template: { spec } },
});
const apply = (props: Manifest, type = "kubernetes:apps/v1:Deployment") =>
  ids.filter((id) => remediationOf(id)!({ type, props } as any) !== undefined);

describe("remediations", () => {
  it("set what a pod leaves open, once, so that the rules are content", () => {
    const props = deployment({
      containers: [{ name: "app" }],
      initContainers: [{ name: "init", securityContext: { runAsUser: 1 } }],
    });
    assert.deepEqual(apply(props), ids);
    const once = structuredClone(props);
    assert.deepEqual(apply(props), []);
    assert.deepEqual(props, once);
    assert.equal(props["spec"].template.spec.automountServiceAccountToken, false);
    assert.deepEqual(props["spec"].template.spec.initContainers[0].securityContext, {
      runAsUser: 1,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    });
    for (const rule of [allowPrivilegeEscalation, dropAllCapabilities, restrictedSeccomp]) {
      assert.deepEqual(judge(rule, [props]).fails, []);
    }
  });

  it("leave alone what the program states", () => {
    const stated = {
      automountServiceAccountToken: true,
      securityContext: { seccompProfile: { type: "Localhost" } },
      containers: [
        {
          name: "app",
          securityContext: { allowPrivilegeEscalation: true, capabilities: { drop: ["CHOWN"] } },
        },
      ],
    };
    assert.deepEqual(apply(deployment(structuredClone(stated))), []);
  });

  it("leave alone what is unknown", () => {
    for (const none of [unknownMark, null, []]) assert.deepEqual(apply(deployment(none)), []);
    const spec = {
      containers: unknownMark,
      securityContext: unknownMark,
      automountServiceAccountToken: unknownMark,
    };
    assert.deepEqual(apply(deployment(spec)), []);
    assert.deepEqual(apply(deployment({ ...spec, containers: [unknownMark] })), []);
  });

  it("set nothing of Linux on a Windows pod", () => {
    const windows = deployment({ os: { name: "windows" }, containers: [{ name: "app" }] });
    assert.deepEqual(apply(windows), ["rbac-automount-token"]);
  });

  it("reach the pods in lists, and leave other kinds alone", () => {
    const list = {
      apiVersion: "v1",
      kind: "List",
      items: [{ apiVersion: "v1", kind: "Secret" }, deployment({ containers: [] })],
    };
    assert.deepEqual(apply(list, "kubernetes:core/v1:List"), [
      "rbac-automount-token",
      "security-restricted-seccomp",
    ]);
    assert.deepEqual(apply({ spec: {} }, "kubernetes:core/v1:Service"), []);
  });
});
