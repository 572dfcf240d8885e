import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

type Matching = Pick<k8s.types.input.apps.v1.DeploymentSpec, "replicas" | "selector" | "template">;

/** A new pod comes before an old one goes. */
export const newFirst = {
  type: "RollingUpdate",
  rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
};

/** A failed roll-out is known after three minutes, and never takes a working replica away. */
export function rolling(matching: Matching): k8s.types.input.apps.v1.DeploymentSpec {
  return { ...matching, strategy: newFirst, progressDeadlineSeconds: 180, revisionHistoryLimit: 3 };
}

/** Lets a drain take one replica at a time, and those that do not work at once. */
export function disruptionBudget(
  name: string,
  metadata: k8s.types.input.meta.v1.ObjectMeta,
  selector: { matchLabels: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): k8s.policy.v1.PodDisruptionBudget {
  const spec = { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" };
  return new k8s.policy.v1.PodDisruptionBudget(name, { metadata, spec }, opts);
}
