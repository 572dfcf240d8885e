import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

import { statedCondition } from "../await/wait-for.ts";
import { NotReadyError, skipsAwait, untilReady } from "../await/waiter.ts";
import type { Cluster, Context } from "../context.ts";
import { annotation, idOf, type KubeObject } from "../model/objects.ts";

/** The object exists but is not ready: its state travels with the error. */
export class InitFailedError extends Error {
  readonly id: string;
  readonly state: Struct;
  readonly inputs: Struct | undefined;
  readonly reasons: string[];

  constructor(message: string, id: string, state: Struct, reasons: string[], inputs?: Struct) {
    super(message);
    this.id = id;
    this.state = state;
    this.reasons = [message, ...reasons];
    this.inputs = inputs;
  }
}

/** What only the official plugin does. */
export const notSupported = (token: string): Error =>
  new Error(
    `${token} is not supported by this plugin: Helm charts and Kustomize need the official ` +
      "kubernetes plugin, so run this program where that is installed",
  );

const DEFAULT_TIMEOUT = 600;

/** Milliseconds: the resource option's seconds, else the annotation's, else ten minutes. */
export function timeoutOf(seconds: number, inputs: any): number {
  const annotated = Number(annotation(inputs, "pulumi.com/timeoutSeconds"));
  return (seconds || annotated || DEFAULT_TIMEOUT) * 1_000;
}

/** An object that was made or changed, and what its readiness is judged by. */
export interface Settling {
  urn: string;
  object: KubeObject;
  inputs: KubeObject;
  /** The object before the change. @default - it is new */
  previous?: KubeObject;
  /** Seconds, of the resource's option; 0 for none. */
  timeout: number;
  /** What an error says before its cause. */
  failure: string;
  /** The state to be remembered of an object that is not ready. */
  state(object: KubeObject): Struct;
}

/** Refuses a `pulumi.com/waitFor` that cannot be read, before anything is made or changed. */
export function checkWait(inputs: KubeObject): void {
  if (!skipsAwait(inputs)) statedCondition(inputs);
}

/** Waits until an object is ready, and shows for what. */
export async function settle(
  context: Context,
  cluster: Cluster,
  settling: Settling,
): Promise<KubeObject> {
  const { urn, object, inputs, previous, timeout, failure, state } = settling;
  const { awaitAll } = context.settings;
  const around = { ...cluster, signal: context.signal, awaitAll };
  const onStatus = (line: string) => context.reporter.status(urn, line);
  const wait = { object, inputs, previous, timeout: timeoutOf(timeout, inputs), onStatus };
  try {
    return await untilReady(around, wait);
  } catch (error) {
    const partial = error instanceof NotReadyError ? error : undefined;
    const live = partial?.object ?? object;
    const message = `${failure}: ${(error as Error).message}`;
    throw new InitFailedError(message, idOf(live), state(live), partial?.reasons ?? []);
  } finally {
    context.reporter.status(urn, "");
  }
}
