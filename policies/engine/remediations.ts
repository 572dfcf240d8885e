import type { ResourceRemediation } from "@pulumi/policy";

import { type Tree } from "../lib/objects.ts";
import { workloadKinds } from "../lib/pods.ts";
import { fromResource } from "./normalise.ts";

/** The pod's spec inside an object of the kind, where it can be changed. */
const specOf: Record<string, (object: Tree) => Tree> = {
  Pod: (object) => object.spec,
  CronJob: (object) => object.spec?.jobTemplate?.spec?.template?.spec,
  PodTemplate: (object) => object.template?.spec,
};
const templateSpec = (object: Tree) => object.spec?.template?.spec;

/** Sets what is absent, and only that: what a program states or does not know yet stays. */
type Remedy = (pod: Tree) => boolean;

/** Safe values by the rule that asks for them; each can be applied any number of times. */
const remedies: Record<string, Remedy> = {
  "rbac-automount-token": (pod) => setAbsent(pod, "automountServiceAccountToken", false),
  "security-allow-privilege-escalation": (pod) =>
    isLinux(pod) &&
    eachContext(pod, (context) => setAbsent(context, "allowPrivilegeEscalation", false)),
  "security-restricted-seccomp": (pod) =>
    isLinux(pod) &&
    inside(pod, "securityContext", (context) =>
      setAbsent(context, "seccompProfile", { type: "RuntimeDefault" }),
    ),
  "security-drop-all-capabilities": (pod) =>
    isLinux(pod) &&
    eachContext(pod, (context) =>
      inside(context, "capabilities", (capabilities) => setAbsent(capabilities, "drop", ["ALL"])),
    ),
};

/** How the rule mends a resource where its level is `remediate`; undefined if it cannot. */
export function remediationOf(ruleId: string): ResourceRemediation | undefined {
  const remedy = remedies[ruleId];
  return remedy && (({ type, props }) => (remediate(remedy, type, props) ? props : undefined));
}

/** Applies the remedy to every pod in the resource; tells whether anything changed. */
export function remediate(remedy: Remedy, type: string, props: Tree): boolean {
  // Changes go through Pulumi's own wrapper of the properties, which keeps secrets secret.
  const writable = props["__getSpecialProxyTarget"] ?? props;
  let changed = false;
  for (const { kind, prefix } of fromResource({ type, props: { ...writable } })) {
    if (!workloadKinds.includes(kind)) continue;
    const pod = (specOf[kind] ?? templateSpec)(memberOf(writable, prefix));
    if (isMap(pod) && remedy(pod)) changed = true;
  }
  return changed;
}

/** The member of a list of lists that a prefix such as `items[1].items[0].` stands for. */
function memberOf(object: Tree, prefix: string): Tree {
  const indexes = [...prefix.matchAll(/\[(\d+)\]/g)];
  return indexes.reduce((list, [, index]) => list.items[Number(index)], object);
}

/** Unknown values reach remedies as text, so a map is something known. */
const isMap = (value: Tree) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Windows pods are refused where they state settings of Linux. */
const isLinux = (pod: Tree) => pod.os === undefined || (isMap(pod.os) && pod.os.name === "linux");

function setAbsent(target: Tree, key: string, value: Tree): boolean {
  if (target[key] !== undefined && target[key] !== null) return false;
  target[key] = value;
  return true;
}

/** Applies `change` to the map under a key, which is made if it is absent. */
function inside(target: Tree, key: string, change: (value: Tree) => boolean): boolean {
  const made = setAbsent(target, key, {});
  return isMap(target[key]) && (change(target[key]) || made);
}

function eachContext(pod: Tree, change: (context: Tree) => boolean): boolean {
  let changed = false;
  for (const list of ["containers", "initContainers", "ephemeralContainers"]) {
    if (!Array.isArray(pod[list])) continue;
    for (const container of pod[list]) {
      if (isMap(container) && inside(container, "securityContext", change)) changed = true;
    }
  }
  return changed;
}
