import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { CreateRequest, CreateResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import { NotReadyError, untilReady } from "../await/waiter.ts";
import {
  isAlreadyExists,
  isForbidden,
  isNamespaceMissing,
  isNotFound,
  NoSuchKindError,
} from "../client/errors.ts";
import { unreachable, type Cluster, type Context } from "../context.ts";
import { isOwnCreation } from "../journal.ts";
import { toObject, toState } from "../model/checkpoint.ts";
import { uniqueName } from "../model/naming.ts";
import { annotation, idOf, isCrd, isPatch, type KubeObject } from "../model/objects.ts";
import { decode, encode, hasUnknown } from "../model/values.ts";
import { applyError, forces } from "./apply.ts";
import { InitFailedError, timeoutOf } from "./shared.ts";

/** Waits between tries while a namespace or a kind is still missing, in milliseconds. */
const TRIES = [500, 1_000, 2_000, 4_000, 8_000];

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
  try {
    live = await untilReady(
      { ...cluster, signal: context.signal },
      {
        object: live,
        inputs,
        timeout: timeoutOf(request.getTimeout(), inputs),
        onStatus: (line) => context.reporter.status(urn, line),
      },
    );
  } catch (error) {
    const partial = error instanceof NotReadyError ? error : undefined;
    const object = partial?.object ?? live;
    const message =
      `resource "${urn}" was successfully created, but the Kubernetes API server ` +
      `reported that it failed to fully initialize or become live: ${(error as Error).message}`;
    throw new InitFailedError(message, idOf(object), state(object), partial?.reasons ?? []);
  } finally {
    context.reporter.status(urn, "");
  }
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

class Making {
  private readonly context: Context;
  private readonly cluster: Cluster;
  private readonly urn: string;
  private readonly inputs: KubeObject;
  private readonly manager: string;
  private readonly dryRun: boolean;

  constructor(
    context: Context,
    cluster: Cluster,
    urn: string,
    inputs: KubeObject,
    manager: string,
    dryRun: boolean,
  ) {
    this.context = context;
    this.cluster = cluster;
    this.urn = urn;
    this.inputs = inputs;
    this.manager = manager;
    this.dryRun = dryRun;
  }

  /** Tries for a while where a namespace, a kind or a service account may still come. */
  async make(): Promise<KubeObject> {
    const { upsertExistingObjects, serverSideApply } = this.context.settings;
    const applies =
      serverSideApply && (upsertExistingObjects || isPatch(this.urn, this.inputs.kind));
    for (let attempt = 0; ; attempt++) {
      try {
        return await (applies ? this.apply() : this.post());
      } catch (error) {
        const wait = TRIES[attempt];
        if (!mayCome(error) || wait === undefined || this.dryRun || this.context.signal.aborted) {
          throw error;
        }
        const line = `Retry #${attempt + 1}; creation failed: ${(error as Error).message}`;
        this.context.reporter.status(this.urn, line);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  private async apply(): Promise<KubeObject> {
    const { patchForce } = this.context.settings;
    const force = forces(this.inputs, undefined, patchForce, this.dryRun);
    const options = { fieldManager: this.manager, force, dryRun: this.dryRun };
    try {
      return await this.cluster.api.apply(this.inputs, options);
    } catch (error) {
      throw applyError(error, this.manager);
    }
  }

  private async post(): Promise<KubeObject> {
    const { api } = this.cluster;
    const { journal } = this.context;
    const options = { fieldManager: "pulumi-kubernetes", dryRun: this.dryRun };
    if (this.dryRun) return api.create(this.inputs, options);
    const before = journal.find(this.urn);
    journal.begin(this.urn, this.inputs);
    this.context.writes++;
    let retried = false;
    try {
      const made = await api.create(this.inputs, options, () => (retried = true));
      journal.made(this.urn, made);
      return made;
    } catch (error) {
      if (isAlreadyExists(error)) {
        const live = await api.get(this.inputs).catch(() => undefined);
        const intent = before ?? (retried ? journal.find(this.urn) : undefined);
        if (live && isOwnCreation(intent, live, this.inputs)) {
          journal.made(this.urn, live);
          return live;
        }
      }
      journal.settle(this.urn);
      throw error;
    }
  }
}

/** Whether another object of the program may be what is missing. */
const mayCome = (error: any): boolean =>
  isNotFound(error) ||
  error instanceof NoSuchKindError ||
  /error looking up service account/.test(error?.message ?? "");
