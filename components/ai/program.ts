import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { contentName } from "../shared/digest.ts";
import { ours } from "../shared/identity.ts";

/** Where a container finds the folders of a program. */
export const programFolder = "/opt/shakedown";

/**
 * Sources of a program, as a volume: Node.js runs them as they are. The name follows from the
 * content, so a change rolls the pods.
 */
export function programFiles(
  owner: pulumi.Resource,
  name: string,
  namespace: string,
  folders: string[],
) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder))
      .sort()
      .map((file) => ({ key: `${folder}.${file}`, path: `${folder}/${file}` })),
  );
  const data = Object.fromEntries(
    files.map(({ key, path }) => [key, readFileSync(join(import.meta.dirname, path), "utf8")]),
  );
  const metadata = { name: contentName(`${name}-program`, data), namespace, labels: ours };
  new k8s.core.v1.ConfigMap(
    `${name}-program`,
    { metadata, data, immutable: true },
    { parent: owner },
  );
  return { name: "program", configMap: { name: metadata.name, items: files } };
}

/** What a container that runs a program of ours has in common with others. */
export function programContainer(
  name: string,
  image: string,
  entry: string,
  env: Record<string, string | number>,
) {
  return {
    name,
    image,
    command: ["node", `${programFolder}/${entry}`],
    env: Object.entries(env).map(([key, value]) => ({ name: key, value: `${value}` })),
    // Endpoints are withdrawn at the same time as the process is told to stop: stop a little later.
    lifecycle: { preStop: { sleep: { seconds: 3 } } },
    volumeMounts: [{ name: "program", mountPath: programFolder, readOnly: true }],
  };
}
