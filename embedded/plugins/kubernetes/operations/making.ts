import { isAlreadyExists, isNotFound, NoSuchKindError } from "../client/errors.ts";
import type { Cluster, Context } from "../context.ts";
import { isOwnCreation } from "../journal.ts";
import { isPatch, type KubeObject } from "../model/objects.ts";
import { applyError, forces } from "./apply.ts";

/** Waits between tries while a namespace or a kind is still missing, in milliseconds. */
const TRIES = [500, 1_000, 2_000, 4_000, 8_000];

/** One creation: what is sent, how often, and what counts as having made it. */
export class Making {
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
