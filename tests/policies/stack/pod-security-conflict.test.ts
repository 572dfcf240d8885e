import assert from "node:assert/strict";

import { podSecurityConflict } from "../../../policies/stack/pod-security-conflict.ts";
import { unknownMark as later } from "../forms.ts";
import { deployment, namespace } from "./objects.ts";
import { accepts, messages, refuses, stackCases, waits } from "./stack-cases.ts";

const enforces = (level: unknown) =>
  namespace("shop", { "pod-security.kubernetes.io/enforce": level });
const hostNetwork = deployment("web", { pod: { hostNetwork: true } });
const plain = deployment("web", { pod: { containers: [{ name: "c" }] } });
const hardened = deployment("web", {
  pod: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "c",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    ],
  },
});
const atHostNetwork = ["Deployment web: spec.template.spec.hostNetwork"];
const atContainer = "Deployment web: spec.template.spec.containers[0].securityContext";

stackCases(podSecurityConflict, [
  accepts("a pod of the level", [enforces("restricted"), hardened]),
  accepts("baseline where baseline is enforced", [enforces("baseline"), plain]),
  accepts("anything where privileged is enforced", [enforces("privileged"), hostNetwork]),
  accepts("anything where nothing is enforced", [namespace("shop"), hostNetwork]),
  accepts("anything outside of declared namespaces", [hostNetwork]),
  accepts("levels that only warn", [
    namespace("shop", { "pod-security.kubernetes.io/warn": "restricted" }),
    hostNetwork,
  ]),
  accepts("the level of another namespace", [
    { ...enforces("restricted"), metadata: { ...enforces("restricted")["metadata"], name: "ops" } },
    hostNetwork,
  ]),
  refuses(
    "a pod below the level of one of two declarations",
    [enforces("baseline"), hostNetwork, namespace("shop")],
    atHostNetwork,
  ),
  refuses("a pod below baseline", [enforces("baseline"), hostNetwork], atHostNetwork),
  refuses(
    "a pod below restricted",
    [enforces("restricted"), plain],
    [`${atContainer}.allowPrivilegeEscalation`],
  ),
  waits("an unknown level that may refuse the pod", [enforces(later), hostNetwork], atHostNetwork),
  accepts("an unknown level that can't refuse the pod", [enforces(later), hardened]),
  refuses(
    "an offence beside an unknown setting",
    [
      enforces("baseline"),
      deployment("web", {
        pod: {
          hostNetwork: later,
          containers: [{ name: "c", securityContext: { privileged: true } }],
        },
      }),
    ],
    [`${atContainer}.privileged`],
  ),
  waits(
    "an unknown setting",
    [enforces("baseline"), deployment("web", { pod: { hostNetwork: later } })],
    atHostNetwork,
  ),
]);

describe("stack-pod-security-conflict", () => {
  it("says which level refuses the pod, and why", () => {
    const [message] = messages(podSecurityConflict, [enforces("baseline"), hostNetwork]);
    assert.match(message!, /^its namespace enforces baseline and refuses it: .*hostNetwork/);
  });
});
