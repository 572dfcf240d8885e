import assert from "node:assert/strict";

import fc from "fast-check";

import { judgeStack } from "../../../policies/engine/evaluate.ts";
import { fromManifest } from "../../../policies/engine/normalise.ts";
import { Stack } from "../../../policies/engine/stack.ts";
import { rbacRules } from "../../../policies/rbac/index.ts";
import { stackRules } from "../../../policies/stack/index.ts";
import { unknownMark } from "../forms.ts";

const kinds: [apiVersion: string, kind: string][] = [
  ["v1", "Namespace"],
  ["v1", "Pod"],
  ["v1", "Service"],
  ["v1", "ServiceAccount"],
  ["apps/v1", "Deployment"],
  ["autoscaling/v2", "HorizontalPodAutoscaler"],
  ["networking.k8s.io/v1", "Ingress"],
  ["networking.k8s.io/v1", "NetworkPolicy"],
  ["policy/v1", "PodDisruptionBudget"],
  ["rbac.authorization.k8s.io/v1", "ClusterRole"],
  ["rbac.authorization.k8s.io/v1", "ClusterRoleBinding"],
  ["rbac.authorization.k8s.io/v1", "Role"],
  ["rbac.authorization.k8s.io/v1", "RoleBinding"],
];
const keys = (
  "metadata name namespace labels spec rules subjects roleRef kind verbs resources apiGroups " +
  "resourceNames aggregationRule clusterRoleSelectors matchLabels matchExpressions key operator " +
  "values podSelector namespaceSelector ingress egress from to policyTypes selector template " +
  "containers env envFrom volumes serviceAccountName scaleTargetRef replicas minAvailable http " +
  "paths backend service port host path defaultBackend ports a b"
).split(" ");
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(null, true, 1, "", "x", "*", "In", unknownMark),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie("tree"), { maxKeys: 6, noNullPrototype: true }),
  ),
}));
const manifest = fc
  .tuple(
    fc.constantFrom(...kinds),
    fc.dictionary(fc.constantFrom(...keys), tree, { noNullPrototype: true }),
  )
  .map(([[apiVersion, kind], body]) => ({ ...body, apiVersion, kind }));

describe("RBAC and stack rules", () => {
  it("judge whatever an object looks like, the same in every order", () => {
    const parameters = { secret: "x/x", allowed: ["x"] };
    fc.assert(
      fc.property(fc.array(manifest, { maxLength: 5 }), (manifests) => {
        const objects = manifests.flatMap((one) => fromManifest(one, { label: "subject" }));
        for (const rule of [...rbacRules, ...stackRules]) {
          const verdicts = (stack: Stack) =>
            judgeStack(rule, stack, parameters)
              .map(({ object, verdict }) => `${objects.indexOf(object)} ${verdict}`)
              .sort();
          const reversed = new Stack([...objects].reverse());
          assert.deepEqual(verdicts(new Stack(objects)), verdicts(reversed), rule.id);
        }
      }),
      { numRuns: 150 },
    );
  });
});
