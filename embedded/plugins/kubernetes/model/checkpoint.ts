import { isCrd, type KubeObject } from "./objects.ts";
import { toDashes, toUnderscores } from "./normalize.ts";
import { hasSecret, isMap, markSecrets, reveal, Secret } from "./values.ts";

/** What the state of a resource holds: the live object, and how it came to be. */
export interface Checkpoint {
  inputs: any;
  live: any;
  fieldManager: string | undefined;
  initialApiVersion: string | undefined;
}

/** Reads a state; secrets are revealed, it never leaves the process. */
export function fromState(state: Record<string, any>): Checkpoint {
  const {
    __inputs: inputs = {},
    __fieldManager: fieldManager,
    __initialApiVersion: initialApiVersion,
    ...rest
  } = reveal(state);
  const { apiVersion, kind } = inputs;
  const live = { ...(kind ? { apiVersion, kind } : {}), ...rest };
  const convert = isCrd(live) ? toDashes : (object: any) => object;
  return { inputs: convert(inputs), live: convert(live), fieldManager, initialApiVersion };
}

/**
 * The state of a resource: the live object with its inputs beside it. What is secret in
 * `marked`, the inputs as the program gave them, is secret in both.
 */
export function toState(
  inputs: any,
  live: KubeObject,
  marked: any,
  initialApiVersion: string,
  fieldManager: string,
): Record<string, any> {
  const crd = isCrd(live);
  const object: Record<string, any> = crd ? toUnderscores(live) : structuredClone(live);
  const given = crd ? toUnderscores(inputs) : structuredClone(inputs);
  markSecrets(object, marked);
  markSecrets(given, marked);
  markStringData(object, marked);
  object.__inputs = given;
  object.__initialApiVersion = initialApiVersion;
  object.__fieldManager = fieldManager;
  return object;
}

function markStringData(object: Record<string, any>, marked: any): void {
  if (object.kind !== "Secret" || !hasSecret(marked?.stringData)) return;
  if (isMap(object.data)) object.data = new Secret(object.data);
}

/** The object that the API server is to see. */
export function toObject(properties: Record<string, any>): any {
  const object = reveal(properties);
  return isCrd(object) ? toDashes(object) : object;
}

/** Inputs as the engine keeps them: the object's, with secrets marked as in `marked`. */
export function toInputs(object: any, marked: any): Record<string, any> {
  markSecrets(object, marked);
  return object;
}
