import { glob, readFile } from "node:fs/promises";

import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import { packageVersion } from "../../serve.ts";
import type { Context } from "../context.ts";
import { complete, expanded, ordered, parseManifest } from "../model/manifest.ts";
import { annotate, type KubeObject } from "../model/objects.ts";
import { decode, encode, hasUnknown, reveal, Secret, UNKNOWN } from "../model/values.ts";
import { Monitor, type Registered } from "../monitor.ts";
import { isNamespaced } from "./check.ts";
import { notSupported } from "./shared.ts";

const GROUP = "kubernetes:yaml/v2:ConfigGroup";
const FILE = "kubernetes:yaml/v2:ConfigFile";
/** Marks a resource that stands in the outputs of another. */
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Components of the provider: manifests, each object a resource of its own. */
export async function construct(
  context: Context,
  request: ConstructRequest,
): Promise<ConstructResponse> {
  const type = request.getType();
  const name = request.getName();
  if (type !== GROUP && type !== FILE) throw notSupported(type);
  const monitor = new Monitor(request.getMonitorendpoint());
  try {
    const { urn } = await monitor.component(request);
    const inputs = decode(request.getInputs());
    const response = new providerPb.ConstructResponse().setUrn(urn);
    if (hasUnknown(inputs)) {
      const missing = "Required input properties have unknown values. Preview is incomplete.";
      context.reporter.log("WARNING", urn, `${type}:${name} -- ${missing}`);
      return response.setState(encode({ resources: UNKNOWN }));
    }
    const args = reveal(inputs);
    const { resourcePrefix: prefix = name, skipAwait = false } = args;
    const objects = await objectsOf(context, args);
    for (const object of skipAwait ? objects : []) annotate(object, "pulumi.com/skipAwait", "true");
    const children = await register(monitor, request, urn, prefix, objects);
    return response.setState(encode({ resources: children.map(reference) }));
  } finally {
    monitor.close();
  }
}

async function objectsOf(context: Context, args: any): Promise<KubeObject[]> {
  const { file, files = [], yaml = "", objs = [] } = args;
  const texts = await Promise.all([
    ...(file ? [textOf(file)] : []),
    ...(await Promise.all(files.map(filesOf))).flat().map(textOf),
  ]);
  const parsed = (await Promise.all([...texts, yaml].map(parseManifest))).flat();
  const objects = [...parsed, ...objs.flatMap(expanded)].map(complete);
  for (const object of objects) {
    if (object.metadata.namespace || !(await isNamespaced(context, object))) continue;
    object.metadata = { ...object.metadata, namespace: await context.namespace() };
  }
  return objects;
}

const isAddress = (file: string): boolean => /^https?:\/\//.test(file);

async function filesOf(pattern: string): Promise<string[]> {
  if (isAddress(pattern) || !/[*?[]/.test(pattern)) return [pattern];
  const files: string[] = [];
  for await (const file of glob(pattern)) files.push(file);
  return files.sort();
}

async function textOf(file: string): Promise<string> {
  if (!isAddress(file)) return readFile(file, "utf8");
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${file} cannot be fetched: it answers ${answer.status}`);
  return answer.text();
}

/** Registers each object as soon as what it depends on exists. */
async function register(
  monitor: Monitor,
  request: ConstructRequest,
  parent: string,
  prefix: string,
  objects: KubeObject[],
): Promise<Registered[]> {
  const provider = request.getProvidersMap().get("kubernetes") ?? "";
  const registrations = new Map<KubeObject, Promise<Registered>>();
  for (const [object, needed] of ordered(objects)) {
    const dependencies = Promise.all(needed.map((other) => registrations.get(other)!));
    const registration = dependencies.then((done) =>
      monitor.resource({
        type: typeOf(object),
        name: nameOf(object, prefix),
        inputs: withSecrets(object),
        parent,
        provider,
        dependencies: done.map(({ urn }) => urn),
      }),
    );
    registrations.set(object, registration);
  }
  return Promise.all(registrations.values());
}

const typeOf = ({ apiVersion, kind }: KubeObject): string =>
  `kubernetes:${apiVersion.includes("/") ? "" : "core/"}${apiVersion}:${kind}`;

function nameOf({ metadata: { namespace, name } }: KubeObject, prefix: string): string {
  return (prefix ? `${prefix}:` : "") + (namespace ? `${namespace}/` : "") + name;
}

function withSecrets(object: KubeObject): Record<string, any> {
  if (object.apiVersion !== "v1" || object.kind !== "Secret") return object;
  const { data, stringData, ...rest } = object;
  const secret = (value: any) => (value === undefined ? undefined : new Secret(value));
  return { ...rest, data: secret(data), stringData: secret(stringData) };
}

const reference = ({ urn, id }: Registered) => ({
  [SIGNATURE]: RESOURCE,
  urn,
  id: id || UNKNOWN,
  packageVersion: packageVersion("@pulumi/kubernetes"),
});
