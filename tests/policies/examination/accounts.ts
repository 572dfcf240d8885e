import type { Manifest } from "../forms.ts";
import { spec } from "./pods.ts";

/** An account of a workload. */
export const account = (
  more: object = {},
  name = "web",
  namespace: string | undefined = "shop",
) => ({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace }, ...more });

/** A workload under that account. */
export const deployment = (pod: object = {}): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop" },
  spec: { template: { spec: spec({ serviceAccountName: "web", ...pod }) } },
});
