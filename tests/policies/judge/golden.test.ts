import { fileURLToPath } from "node:url";

import { formats } from "../../../policies/judge/options.ts";
import { matchesGolden } from "../../helpers/golden.ts";
import { unknownMark } from "../forms.ts";
import { run } from "./run.ts";

const golden = fileURLToPath(new URL("golden/reports.json", import.meta.url));

const role = (verb: string) => `apiVersion: v1
kind: ServiceAccount
metadata: { name: a, namespace: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: r, namespace: shop }
rules: [{ apiGroups: [""], resources: [pods], verbs: [${verb}] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: r, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: r }
subjects: [{ kind: ServiceAccount, name: a, namespace: shop }]
`;
const pods = `apiVersion: v1
kind: Pod
metadata: { name: bad, namespace: shop }
spec: { containers: [{ name: app, image: nginx, securityContext: { privileged: true } }] }
---
apiVersion: v1
kind: Pod
metadata: { name: waived, namespace: shop }
spec: { containers: [{ name: app, image: nginx, securityContext: { privileged: true } }] }
---
not: an object
`;
const type = "kubernetes:core/v1:Namespace";
const labels = { "pod-security.kubernetes.io/enforce": unknownMark };
const newState = { type, urn: `urn:pulumi:s::p::${type}::new`, inputs: { metadata: { labels } } };
const waiver = (object: string) =>
  `- { rule: security-privileged, object: ${object}, reason: so, owner: us, expires: 9999-12-31 }\n`;

const files = {
  "before.yaml": role("get"),
  "role.yaml": role("delete"),
  "pods.yaml": pods,
  "preview.json": JSON.stringify({ steps: [{ op: "create", newState }] }),
  "waivers.yaml": waiver("Pod shop/waived") + waiver("Pod shop/gone"),
  "config.json": JSON.stringify({
    "reliability-required-labels": { labels: [{ key: "a", regex: "(" }] },
  }),
};
const rules = [
  ...["security-privileged", "security-read-only-root-filesystem", "security-psa-baseline"],
  ...["reliability-required-labels", "rbac-wildcard-verbs"],
];
const args = ["--before", "before.yaml", "--waivers", "waivers.yaml", "--config", "config.json"];
const inputs = ["role.yaml", "pods.yaml", "preview.json"];

describe("reports of one mixed run", () => {
  it("stay as they were in every format", async () => {
    const reports: Record<string, unknown> = {};
    for (const format of formats) {
      const given = ["--controls", rules.join(","), "--format", format, ...args, ...inputs];
      const { code, stdout, stderr } = await run(given, files);
      reports[format] = { code, stderr, lines: stdout.split("\n") };
    }
    matchesGolden(golden, reports);
  });

  it("stay as they were where nothing was found", async () => {
    const reports: Record<string, unknown> = {};
    for (const format of formats) {
      const given = ["--controls", "security-privileged", "--format", format, "role.yaml"];
      reports[format] = (await run(given, files)).stdout.split("\n");
    }
    matchesGolden(golden.replace("reports", "silent"), reports);
  });
});
