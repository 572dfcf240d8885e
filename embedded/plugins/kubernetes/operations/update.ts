import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { UpdateRequest, UpdateResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import { isForbidden, isNotFound, NoSuchKindError } from "../client/errors.ts";
import { unreachable, type Cluster, type Context } from "../context.ts";
import { fromState, toObject, toState } from "../model/checkpoint.ts";
import { uniqueName } from "../model/naming.ts";
import { normalize } from "../model/normalize.ts";
import { annotation, idOf, isCrd, isPatch, title, type KubeObject } from "../model/objects.ts";
import { decode, encode, hasUnknown } from "../model/values.ts";
import {
  applyError,
  forces,
  isAsCreated,
  keepIgnored,
  mergePatch,
  relinquish,
  takeOver,
} from "./apply.ts";
import { checkWait, InitFailedError, settle } from "./shared.ts";

/** Changes an object by server-side apply and waits until it is ready again. */
export async function update(context: Context, request: UpdateRequest): Promise<UpdateResponse> {
  const urn = request.getUrn();
  const preview = request.getPreview();
  const properties = decode(request.getNews());
  const inputs: KubeObject = normalize(toObject(properties));
  const old = fromState(decode(request.getOlds()));
  checkWait(inputs);
  const { cluster, reason } = await context.tryCluster();
  const asGiven = () => new providerPb.UpdateResponse().setProperties(request.getNews());
  if (!cluster) {
    if (preview) return asGiven();
    throw unreachable(reason);
  }
  if (preview && (hasUnknown(inputs) || !(await cluster.api.discovery.exists(inputs)))) {
    return asGiven();
  }
  const change = {
    urn,
    preview,
    inputs,
    old,
    ignored: request.getIgnorechangesList(),
    manager: managerOf(context, inputs, old.fieldManager),
  };
  const initial = old.initialApiVersion ?? inputs.apiVersion;
  const state = (object: KubeObject) =>
    encode(toState(inputs, object, properties, initial, change.manager));
  let live: KubeObject;
  let previous: KubeObject;
  try {
    ({ live, previous } = await send(context, cluster, change));
  } catch (error) {
    if (preview && isForbidden(error)) return asGiven();
    throw await updateError(cluster, change, state, error);
  }
  if (preview) return new providerPb.UpdateResponse().setProperties(state(live));
  live = await settle(context, cluster, {
    urn,
    object: live,
    inputs,
    previous,
    timeout: request.getTimeout(),
    failure: notLive(live),
    state,
  });
  if (isCrd(inputs)) cluster.api.discovery.reset();
  if (context.settings.serverSideApply && (old.fieldManager ?? "") !== change.manager) {
    if (old.fieldManager) await relinquish(cluster.api, live, old.fieldManager);
  }
  return new providerPb.UpdateResponse().setProperties(state(live));
}

function managerOf({ settings }: Context, inputs: any, old: string | undefined): string {
  if (!settings.serverSideApply) return "pulumi-kubernetes";
  const stated = annotation(inputs, "pulumi.com/patchFieldManager");
  return stated || old || uniqueName("pulumi-kubernetes-");
}

const notLive = (object: KubeObject): string =>
  `the Kubernetes API server reported that "${idOf(object)}" failed to fully initialize ` +
  "or become live";

/**
 * A refused change is remembered with the object as it is: so the next update tries again, or
 * takes it back, whatever the program says by then.
 */
async function updateError(
  { api }: Cluster,
  { urn, old }: Change,
  state: (object: KubeObject) => Struct,
  error: any,
): Promise<Error> {
  const failed = `update of resource "${urn}" failed`;
  if (error instanceof NoSuchKindError) {
    return new Error(
      `${failed} because the Kubernetes API server reported that the ` +
        "apiVersion for this resource does not exist. " +
        `Verify that any required CRDs have been created: ${error.message}`,
    );
  }
  if (isNotFound(error)) {
    return new Error(
      `${failed}: ${error.message}: ${title(old.live)} is no longer in the cluster. ` +
        "Run `pulumi refresh`, and the next `pulumi up` makes it again",
    );
  }
  const live = await api.get(old.live).catch(() => undefined);
  if (!live) return new Error(`${failed}: ${error.message}`);
  return new InitFailedError(`${notLive(live)}: ${error.message}`, idOf(live), state(live), []);
}

interface Change {
  urn: string;
  preview: boolean;
  inputs: KubeObject;
  old: { live: KubeObject; inputs: any };
  ignored: string[];
  manager: string;
}

async function send(context: Context, { api }: Cluster, change: Change) {
  const { urn, preview: dryRun, inputs, old, manager: fieldManager, ignored } = change;
  const { name, namespace } = old.live.metadata;
  const metadata: Record<string, any> = { ...inputs.metadata, name, namespace };
  const target = { ...inputs, metadata };
  let previous = await api.get(target);
  if (!dryRun) context.writes++;
  if (isCrd(inputs)) {
    metadata.resourceVersion = previous.metadata.resourceVersion;
    return { live: await api.replace(target, { fieldManager, dryRun }), previous };
  }
  const isTakenOver = !isPatch(urn, inputs.kind);
  // A dry run cannot take fields over: an apply would keep those that the program has dropped.
  const isBefore = dryRun && isTakenOver && isAsCreated(previous);
  if (!context.settings.serverSideApply || isBefore) {
    const patch = mergePatch(normalize(old.inputs), inputs);
    return { live: await api.patch(target, "merge", patch, { fieldManager, dryRun }), previous };
  }
  if (!dryRun && isTakenOver) previous = await takeOver(api, previous, fieldManager);
  keepIgnored(target, previous, fieldManager, ignored);
  const force = forces(inputs, previous, context.settings.patchForce, dryRun);
  try {
    return { live: await api.apply(target, { fieldManager, force, dryRun }), previous };
  } catch (error) {
    throw applyError(error, fieldManager);
  }
}
