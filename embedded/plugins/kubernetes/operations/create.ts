import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { CreateRequest, CreateResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import {
  isAlreadyExists,
  isForbidden,
  isNamespaceMissing,
  NoSuchKindError,
} from "../client/errors.ts";
import { unreachable, type Cluster, type Context } from "../context.ts";
import { toObject, toState } from "../model/checkpoint.ts";
import { uniqueName } from "../model/naming.ts";
import { annotation, idOf, isCrd, isPatch, type KubeObject } from "../model/objects.ts";
import { decode, encode, hasUnknown } from "../model/values.ts";
import { Making } from "./making.ts";
import { checkWait, settle } from "./shared.ts";

const EXISTS = `

The resource already exists in the cluster. This can happen when:

  - Renaming a Pulumi resource: use an alias to preserve the identity,
    or use deleteBeforeReplace if the resource needs replacement.
  - Managing an existing resource: use a Patch resource (e.g. NamespacePatch)
    to manage specific fields without owning the resource lifecycle.
  - Adopting a resource into Pulumi: use \`pulumi import\`. Note that
    protected resources (e.g. kube-system) cannot be deleted on destroy.
  - Intentional upsert: set upsertExistingObjects on the provider to allow
    server-side apply to update existing objects on create.`;

/** Makes an object and waits until it is ready; in a preview asks the server what it would be. */
export async function create(context: Context, request: CreateRequest): Promise<CreateResponse> {
  const urn = request.getUrn();
  const preview = request.getPreview();
  const properties = decode(request.getProperties());
  const inputs: KubeObject = toObject(properties);
  checkWait(inputs);
  const { cluster, reason } = await context.tryCluster();
  const asGiven = () => new providerPb.CreateResponse().setProperties(request.getProperties());
  if (preview && (!cluster || (await cannotPreview(context, cluster, urn, inputs)))) {
    return asGiven();
  }
  if (!cluster) throw unreachable(reason);

  const manager = annotation(inputs, "pulumi.com/patchFieldManager") || managerName(context);
  const making = new Making(context, cluster, urn, inputs, manager, preview);
  let live: KubeObject;
  try {
    live = await making.make();
  } catch (error) {
    if (preview && isNoAnswer(error)) return asGiven();
    throw createError(urn, inputs, error);
  }
  const state = (object: KubeObject) =>
    encode(toState(inputs, object, properties, inputs.apiVersion, manager));
  if (preview) {
    delete live.status;
    return new providerPb.CreateResponse().setProperties(state(live));
  }
  live = await settle(context, cluster, {
    urn,
    object: live,
    inputs,
    timeout: request.getTimeout(),
    failure:
      `resource "${urn}" was successfully created, but the Kubernetes API server ` +
      "reported that it failed to fully initialize or become live",
    state,
  });
  if (isCrd(inputs)) cluster.api.discovery.reset();
  return new providerPb.CreateResponse().setId(idOf(live)).setProperties(state(live));
}

const managerName = (context: Context): string =>
  context.settings.serverSideApply ? uniqueName("pulumi-kubernetes-") : "pulumi-kubernetes";

/** Whether the server cannot be asked what it would make. */
async function cannotPreview(
  context: Context,
  { api }: Cluster,
  urn: string,
  inputs: KubeObject,
): Promise<boolean> {
  if (hasUnknown(inputs) || isPatch(urn, inputs.kind)) return true;
  return !context.settings.serverSideApply || !(await api.discovery.exists(inputs));
}

/** Refusals that only say that a preview is not possible. */
const isNoAnswer = (error: any): boolean =>
  isForbidden(error) ||
  isAlreadyExists(error) ||
  isNamespaceMissing(error) ||
  /does not support dry run|dryRun \w+ feature is disabled/.test(error?.message ?? "");

function createError(urn: string, { apiVersion, kind }: KubeObject, error: any): Error {
  if (error instanceof NoSuchKindError) {
    return new Error(
      `creation of resource "${urn}" with kind ${apiVersion}/${kind} failed because the ` +
        "Kubernetes API server reported that the apiVersion for this resource does not exist. " +
        `Verify that any required CRDs have been created: ${error.message}`,
    );
  }
  const more = isAlreadyExists(error) ? EXISTS : "";
  return new Error(
    `resource "${urn}" was not successfully created by the Kubernetes API server: ` +
      error.message +
      more,
  );
}
