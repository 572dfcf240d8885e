import { type PodRuleArgs, podRule } from "../engine/define.ts";
import type { ObjectRule } from "../engine/rule.ts";
import { type Tree, at } from "../lib/objects.ts";
import { type Container, type Pod, eachContainer } from "../lib/pods.ts";
import { type Truth, is } from "../lib/unknown.ts";

type PssRuleArgs = Omit<PodRuleArgs<object>, "controls" | "frameworks" | "url"> & {
  /** Last part of the control's id. */
  control: string;
  /** References besides the Pod Security Standards. */
  frameworks?: string[];
};

const url = "https://kubernetes.io/docs/concepts/security/pod-security-standards/";

/** A policy of the Baseline profile; Restricted holds it too. */
export function baselineRule({ control, frameworks = [], ...args }: PssRuleArgs): ObjectRule {
  return podRule({
    ...args,
    controls: [`pss.baseline.${control}`, "pss.baseline", "pss.restricted"],
    frameworks: ["Pod Security Standards v1.37: Baseline", ...frameworks],
    url,
  });
}

/** A policy that the Restricted profile adds to Baseline. */
export function restrictedRule({ control, frameworks = [], ...args }: PssRuleArgs): ObjectRule {
  return podRule({
    ...args,
    controls: [`pss.restricted.${control}`, "pss.restricted"],
    frameworks: ["Pod Security Standards v1.37: Restricted", ...frameworks],
    url,
  });
}

/** Whether the pod is for Windows, where Linux security settings have no meaning. */
export function isWindows(pod: Pod): Truth {
  return is(at(pod.spec, "os", "name"), (name) => name === "windows");
}

/** Whether root in the pod is an ordinary user on the node. */
export function inUserNamespace(pod: Pod): Truth {
  return is(at(pod.spec, "hostUsers"), (hostUsers) => hostUsers === false);
}

/** A security context of the pod or of one of its containers. */
export interface Setting {
  value: Tree;
  field: string;
  /** Undefined for the pod's own. */
  container: Container | undefined;
  /** `the pod` or `container "name"`. */
  owner: string;
}

/** Visits one setting of the security contexts: the pod's own, then that of each container. */
export function eachSetting(
  pod: Pod,
  report: { unknown(field: string): void },
  path: string[],
  visit: (setting: Setting) => void,
): void {
  const suffix = ["securityContext", ...path].join(".");
  visit({
    value: at(pod.spec, "securityContext", ...path),
    field: `${pod.specPath}.${suffix}`,
    container: undefined,
    owner: "the pod",
  });
  eachContainer(pod, report, (container) =>
    visit({
      value: at(container.tree, "securityContext", ...path),
      field: `${container.path}.${suffix}`,
      container,
      owner: `container "${container.name}"`,
    }),
  );
}
