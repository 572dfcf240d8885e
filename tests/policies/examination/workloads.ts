import type { Manifest } from "../forms.ts";
import { spec } from "./pods.ts";

/** Labels, and name and namespace, of the workload that most cases are about. */
export const app = { app: "web" };
export const shop = { name: "web", namespace: "shop" };

/** A workload whose selector fits its pods. */
export const workload = (
  kind: string,
  replicas: unknown,
  labels: object = app,
  metadata: object = shop,
): Manifest => ({
  apiVersion: "apps/v1",
  kind,
  metadata,
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: spec() },
  },
});

export const deployment = (replicas?: unknown, labels?: object, metadata?: object) =>
  workload("Deployment", replicas, labels, metadata);
