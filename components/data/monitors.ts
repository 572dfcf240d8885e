import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { everyPodOf, tcp } from "../shared/network.ts";

/** Pods that may read figures: those with the labels, in the namespace. */
export interface Monitor {
  namespace: string;
  labels: Record<string, string>;
}

/** Name that the port of figures has in every pod. */
export const metricsPort = "metrics";

/** Lets the monitors in to the figures, and nobody where there is none. */
export const figuresFor = (monitors: Monitor[], ...ports: number[]) =>
  monitors.length > 0 ? [{ from: monitors.map(podsOfMonitor), ports: tcp(...ports) }] : [];

const podsOfMonitor = ({ namespace, labels }: Monitor) => ({
  ...everyPodOf(namespace),
  podSelector: { matchLabels: labels },
});

/** Whether the cluster knows the kind by which a Prometheus is told what to read. */
export const knowsPodMonitors = ({ apiGroups }: { apiGroups: string[] }) =>
  apiGroups.includes("monitoring.coreos.com");

/** Tells a Prometheus of the cluster's to read the figures of these pods. */
export function podMonitor(
  name: string,
  metadata: k8s.types.input.meta.v1.ObjectMeta,
  selector: { matchLabels: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      metadata,
      spec: { selector, podMetricsEndpoints: [{ port: metricsPort }] },
    },
    opts,
  );
}
