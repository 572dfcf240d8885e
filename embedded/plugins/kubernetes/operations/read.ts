import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { ReadRequest, ReadResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import { lookOnce } from "../await/waiter.ts";
import { isNotFound, NoSuchKindError } from "../client/errors.ts";
import { unreachable, type Context } from "../context.ts";
import { fromState, toInputs, toObject, toState } from "../model/checkpoint.ts";
import { uniqueName } from "../model/naming.ts";
import { isBuiltIn, normalize } from "../model/normalize.ts";
import { idOf, kindOfType, parseId, parseUrn, prune, type KubeObject } from "../model/objects.ts";
import { decode, encode } from "../model/values.ts";
import { InitFailedError } from "./shared.ts";
import type { Reader } from "./reader.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const SERVER_SET = ["creationTimestamp", "generation", "managedFields", "resourceVersion", "uid"];

/** The live state of an object and the inputs that would make it; empty when it is gone. */
export async function read(
  context: Context,
  reader: Reader,
  request: ReadRequest,
): Promise<ReadResponse> {
  const urn = request.getUrn();
  const id = request.getId();
  const { cluster, reason } = await context.tryCluster();
  if (!cluster) return readWithout(context, request, reason);
  const state = decode(request.getProperties());
  const marked = decode(request.getInputs());
  const old = fromState(state);
  const inputs = normalize(toObject(marked));
  const isImport = !inputs.kind && !old.live.kind;
  const target = identify(urn, id, inputs, old.live);

  let live: KubeObject;
  try {
    live = await reader.get(cluster, target);
  } catch (error) {
    if (isNotFound(error) || error instanceof NoSuchKindError) {
      return new providerPb.ReadResponse();
    }
    throw error;
  }
  if (context.journal.find(urn)) context.journal.settle(urn);
  const liveInputs = isImport ? importedInputs(live, inputs) : prune(live, inputs);
  const initial = old.initialApiVersion ?? live.apiVersion;
  const manager = old.fieldManager ?? uniqueName("pulumi-kubernetes-");
  const outputs = encode(toState(liveInputs, live, marked, initial, manager));
  const given = encode(toInputs(structuredClone(liveInputs), marked));
  const around = { ...cluster, signal: context.signal };
  const problems = isImport ? undefined : await lookOnce(around, live, inputs);
  if (problems) {
    const message = `Resource '${live.metadata.name}' was created but failed to initialize`;
    throw new InitFailedError(message, id || idOf(live), outputs, problems, given);
  }
  return new providerPb.ReadResponse()
    .setId(id || idOf(live))
    .setProperties(outputs)
    .setInputs(given);
}

function readWithout(context: Context, request: ReadRequest, reason: string): ReadResponse {
  const { deleteUnreachable, skipUpdateUnreachable } = context.settings;
  const { message } = unreachable(reason);
  context.reporter.log("WARNING", request.getUrn(), message);
  if (deleteUnreachable) return new providerPb.ReadResponse();
  if (skipUpdateUnreachable) {
    return new providerPb.ReadResponse()
      .setId(request.getId())
      .setProperties(request.getProperties())
      .setInputs(request.getInputs());
  }
  throw new Error(
    `failed to read resource state: ${message}. If the cluster was deleted, you can remove this ` +
      "resource from Pulumi state by rerunning the operation with the " +
      'PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"',
  );
}

/** Fills `inputs` with what names the object, where they do not say it. */
function identify(urn: string, id: string, inputs: any, live: any): KubeObject {
  const { namespace, name } = parseId(id);
  if (!name) throw new Error(`"${id}" is no name of an object: it is <namespace>/<name> or <name>`);
  if (!inputs.kind) {
    const typed = kindOfType(parseUrn(urn).type);
    const kind = live.kind ? live : { ...typed, kind: typed.kind.replace(/Patch$/, "") };
    inputs.apiVersion = kind.apiVersion;
    inputs.kind = kind.kind;
    inputs.metadata = { name, ...(namespace ? { namespace } : {}), ...inputs.metadata };
  }
  const { apiVersion, kind } = inputs;
  return { apiVersion, kind, metadata: { namespace: inputs.metadata.namespace, name } };
}

/** Everything of an imported object that a program could have written. */
function importedInputs(live: KubeObject, shape: any): any {
  if (!isBuiltIn(live.apiVersion)) return prune(live, shape);
  const inputs = structuredClone(live);
  delete inputs.status;
  for (const key of SERVER_SET) delete inputs.metadata[key];
  const { annotations } = inputs.metadata;
  if (annotations) {
    delete annotations["deployment.kubernetes.io/revision"];
    delete annotations[LAST_APPLIED];
  }
  return inputs;
}
