import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { contentName } from "../shared/digest.ts";
import { ours } from "../shared/identity.ts";

/**
 * Files for a container to mount. The name follows from the content, so a change rolls the pods,
 * and a roll-back finds the old files.
 */
export function configFiles(
  owner: pulumi.Resource,
  name: string,
  namespace: string,
  files: Record<string, string>,
) {
  const metadata = { name: contentName(name, files), namespace, labels: ours };
  new k8s.core.v1.ConfigMap(
    `${name}-files`,
    { metadata, data: files, immutable: true },
    { parent: owner },
  );
  return { name: "config", configMap: { name: metadata.name } };
}
