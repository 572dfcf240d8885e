import type { DeleteRequest } from "@pulumi/pulumi/proto/provider_pb.js";

import { skipsAwait } from "../await/waiter.ts";
import type { Api } from "../client/api.ts";
import type { Informer } from "../client/informers.ts";
import { ApiError, isNotFound, NoSuchKindError } from "../client/errors.ts";
import { unreachable, type Cluster, type Context } from "../context.ts";
import { fromState, toState } from "../model/checkpoint.ts";
import { isBuiltIn } from "../model/normalize.ts";
import {
  annotation,
  at,
  idOf,
  isPatch,
  parseId,
  title,
  type KubeObject,
} from "../model/objects.ts";
import { decode, encode } from "../model/values.ts";
import { relinquish } from "./apply.ts";
import { InitFailedError, timeoutOf } from "./shared.ts";

/** Kinds whose deletion takes dependents along that people expect to be gone afterwards. */
const OWNERS = new Set([
  ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"],
  ...["Job", "CronJob", "Pod", "Namespace", "CustomResourceDefinition"],
]);
/** Kinds for which skipAwait also means not to wait for the deletion. */
const SKIPS = new Set([
  ...["Namespace", "Pod", "ReplicationController", "DaemonSet", "Deployment", "StatefulSet"],
  "Job",
]);
/** An object may be looked at again after this time even without an event, in milliseconds. */
const LOOK_AGAIN = 5_000;

/** Removes an object and waits until it is gone; of a `*Patch`, gives its fields back. */
export async function remove(context: Context, request: DeleteRequest): Promise<void> {
  const urn = request.getUrn();
  const state = decode(request.getProperties());
  const { inputs, live, fieldManager } = fromState(state);
  const { cluster, reason } = await context.tryCluster();
  context.journal.settle(urn);
  if (!cluster) {
    if (!context.settings.deleteUnreachable) {
      const { message } = unreachable(reason);
      throw new Error(
        `${message}. If the cluster was deleted, you can remove this resource from Pulumi state ` +
          "by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment " +
          'variable set to "true"',
      );
    }
    const line = "cluster is unreachable: deleting the resource from Pulumi state only";
    return context.reporter.log("INFO", urn, line);
  }
  const object: KubeObject = { ...live, metadata: { ...live.metadata } };
  object.metadata.name = parseId(request.getId()).name;
  context.writes++;
  try {
    if (context.settings.serverSideApply && isPatch(urn, live.kind)) {
      await relinquish(cluster.api, object, fieldManager ?? "pulumi-kubernetes");
      return;
    }
    const timeout = timeoutOf(request.getTimeout(), inputs);
    const left = await deleteAndWait(context, cluster, urn, object, inputs, timeout);
    if (!left) return;
    const manager = fieldManager ?? "pulumi-kubernetes";
    const kept = encode(toState(live, left, state, live.apiVersion, manager));
    const why = holders(left).map((holder) => `: ${holder}`);
    const message = `'${left.metadata.name}' timed out waiting to be deleted${why.join("")}`;
    throw new InitFailedError(message, idOf(left), kept, []);
  } catch (error) {
    if (isNotFound(error) || error instanceof NoSuchKindError) return;
    throw patchError(urn, error);
  } finally {
    context.reporter.status(urn, "");
  }
}

function patchError(urn: string, error: any): unknown {
  const causes: any[] = (error instanceof ApiError && error.details?.causes) || [];
  const required = causes.find(({ reason }) => reason === "FieldValueRequired");
  if (!required || !isPatch(urn, "")) return error;
  return new Error(
    "this Patch resource is currently managing a required field, so it can't be deleted " +
      "directly. Either set the `retainOnDelete` resource option, or transfer ownership of the " +
      `field before deleting: ${required.field}`,
  );
}

function propagationOf(inputs: any, { apiVersion, kind }: KubeObject): string {
  const stated = annotation(inputs, "pulumi.com/deletionPropagationPolicy").toLowerCase();
  if (stated === "orphan") return "Orphan";
  if (stated === "background") return "Background";
  if (stated === "foreground") return "Foreground";
  return isBuiltIn(apiVersion) && !OWNERS.has(kind) ? "Background" : "Foreground";
}

/** Resolves with nothing when the object is gone, with the object when the time is over. */
async function deleteAndWait(
  context: Context,
  { api, informers }: Cluster,
  urn: string,
  object: KubeObject,
  inputs: any,
  timeout: number,
): Promise<KubeObject | undefined> {
  const answer = await api.delete(object, { propagationPolicy: propagationOf(inputs, object) });
  if (answer?.kind === "Status") return undefined;
  if (skipsAwait(inputs) && SKIPS.has(object.kind)) return undefined;
  const informer = await informers.get(object, object.metadata.namespace ?? "");
  await informer.ready;
  const onLook = (now: KubeObject) =>
    context.reporter.status(urn, holders(now)[0] ?? `Waiting until ${title(now)} is gone`);
  return untilGone({ api, informer, signal: context.signal, object, answer, timeout, onLook });
}

interface Going {
  api: Api;
  informer: Informer;
  signal: AbortSignal;
  object: KubeObject;
  /** What the server answered to the deletion. */
  answer: KubeObject;
  timeout: number;
  onLook(now: KubeObject): void;
}

/** An event that the object is gone is believed only when the server says so too. */
function untilGone(going: Going): Promise<KubeObject | undefined> {
  const { api, informer, signal, object, answer, timeout, onLook } = going;
  const { uid, name } = object.metadata;
  return new Promise((resolve, reject) => {
    let last: KubeObject = answer;
    const end = (left?: KubeObject) => {
      stops.forEach((stop) => stop());
      resolve(left);
    };
    const look = (now: KubeObject | undefined) => {
      if (!now || (uid && now.metadata.uid !== uid)) return end();
      last = now;
      onLook(now);
    };
    const ask = () =>
      api.get(object).then(look, (error) => (isNotFound(error) ? end() : undefined));
    const again = setInterval(ask, LOOK_AGAIN);
    const timer = setTimeout(() => end(last), timeout);
    const cancel = () => {
      stops.forEach((stop) => stop());
      reject(new Error(`Resource operation was cancelled for "${name}"`));
    };
    signal.addEventListener("abort", cancel, { once: true });
    const stops = [
      () => clearInterval(again),
      () => clearTimeout(timer),
      () => signal.removeEventListener("abort", cancel),
      informer.onChange(() => {
        const now = informer.find(name);
        if (now) look(now);
        else void ask();
      }),
    ];
    look(answer);
    if (!informer.find(name)) void ask();
  });
}

/** What keeps a deleted object in the cluster. */
function holders(object: KubeObject): string[] {
  const { finalizers = [] } = object.metadata;
  const own = finalizers.filter((f: string) => f !== "foregroundDeletion");
  const conditions: any[] = at(object, "status", "conditions") ?? [];
  const content = conditions
    .filter(({ type, status }) => status === "True" && /Remaining|Failure/.test(type))
    .map(({ message }) => message);
  const held = own.length
    ? [`finalizers might be preventing deletion of ${title(object)} (${own.join(", ")})`]
    : [];
  return [...held, ...content];
}
