import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";

import { annotation } from "../model/objects.ts";

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

const DEFAULT_TIMEOUT = 600;

/** Milliseconds: the resource option's seconds, else the annotation's, else ten minutes. */
export function timeoutOf(seconds: number, inputs: any): number {
  const annotated = Number(annotation(inputs, "pulumi.com/timeoutSeconds"));
  return (seconds || annotated || DEFAULT_TIMEOUT) * 1_000;
}
