import type { Tree } from "../lib/objects.ts";
import { type Truth, all, any } from "../lib/unknown.ts";
import { actorRule } from "./actors.ts";
import { type Access, allows } from "./engine/access.ts";
import { inWords, on, read, workloadResources } from "./grants.ts";

const change = ["create", "update", "patch"];
const bindings = ["rolebindings", "clusterrolebindings"];

/** Each of these rights leads to every other one when it holds in the whole cluster. */
const takeovers: Access[] = [
  ...on(read, "secrets"),
  ...on(change, ...workloadResources),
  ...on(change, ...bindings.map((name) => `${name}.rbac.authorization.k8s.io`)),
];

/** From one broken container to the whole cluster: what an attacker looks for first. */
export const workloadClusterTakeover = actorRule({
  id: "rbac-workload-cluster-takeover",
  controls: ["rbac.workloadClusterTakeover"],
  severity: "critical",
  frameworks: ["CIS 5.1.1", "MITRE T1078", "MITRE T1552.007"],
  description: "No workload may hold rights that lead to the whole cluster.",
  remediation: "Bind the role in the namespaces that need it, and narrow it by resourceNames.",
  offends: (rule, { scope }) => all([scope === "cluster", any(answers(rule))]),
  outcome: ({ rule }) => {
    const granted = answers(rule);
    const rights = inWords(takeovers.filter((_, index) => granted[index] === true));
    return `${rights}, in every namespace: bind the role in the namespaces that need it`;
  },
});

function answers(rule: Tree): Truth[] {
  return takeovers.map((access) => allows(rule, access));
}
