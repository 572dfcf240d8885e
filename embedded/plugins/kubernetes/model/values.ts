import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct, Value } from "google-protobuf/google/protobuf/struct_pb.js";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWNS = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that the state keeps encrypted and the display hides. */
export class Secret {
  readonly value: any;
  constructor(value: any) {
    this.value = value;
  }
}

/** Stands for a value that is known only after another resource exists. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** Plain values of a protobuf struct; secrets and unknowns stay marked. */
export function decode(struct: Struct | undefined): Record<string, any> {
  const result: Record<string, any> = {};
  struct?.getFieldsMap().forEach((value: Value, key: string) => {
    result[key] = decodeValue(value);
  });
  return result;
}

function decodeValue(value: Value): any {
  switch (value.getKindCase()) {
    case structPb.Value.KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      return UNKNOWNS.has(text) ? UNKNOWN : text;
    }
    case structPb.Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case structPb.Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case structPb.Value.KindCase.LIST_VALUE:
      return value.getListValue()!.getValuesList().map(decodeValue);
    case structPb.Value.KindCase.STRUCT_VALUE:
      return unwrap(decode(value.getStructValue()));
    default:
      return null;
  }
}

function unwrap(fields: Record<string, any>): any {
  if (fields[SIGNATURE] === SECRET) return new Secret(fields.value);
  if (fields[SIGNATURE] === OUTPUT) {
    const value = "value" in fields ? fields.value : UNKNOWN;
    return fields.secret ? new Secret(value) : value;
  }
  return fields;
}

/** The reverse of decode. */
export function encode(fields: Record<string, any>): Struct {
  const struct = new structPb.Struct();
  const map = struct.getFieldsMap();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) map.set(key, encodeValue(value));
  }
  return struct;
}

function encodeValue(value: any): Value {
  const result = new structPb.Value();
  if (typeof value === "string") result.setStringValue(value);
  else if (typeof value === "number") result.setNumberValue(value);
  else if (typeof value === "boolean") result.setBoolValue(value);
  else if (value === UNKNOWN) result.setStringValue(UNKNOWN_STRING);
  else if (Array.isArray(value)) {
    const list = new structPb.ListValue();
    list.setValuesList(value.map((item) => encodeValue(item)));
    result.setListValue(list);
  } else if (value instanceof Secret) {
    result.setStructValue(encode({ [SIGNATURE]: SECRET, value: value.value }));
  } else if (value && typeof value === "object") {
    result.setStructValue(encode(value));
  } else result.setNullValue(structPb.NullValue.NULL_VALUE);
  return result;
}

/** A deep copy without secret marks: what the API server may see. */
export function reveal(value: any): any {
  if (value instanceof Secret) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (!isMap(value)) return value;
  const result: Record<string, any> = {};
  for (const key of Object.keys(value)) result[key] = reveal(value[key]);
  return result;
}

export function isMap(value: any): value is Record<string, any> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret)
  );
}

/** Whether `test` holds for the value or for anything inside it. */
export function some(value: any, test: (value: any) => boolean): boolean {
  if (test(value)) return true;
  if (value instanceof Secret) return some(value.value, test);
  if (Array.isArray(value)) return value.some((item) => some(item, test));
  return isMap(value) && Object.values(value).some((item) => some(item, test));
}

export const hasUnknown = (value: any): boolean => some(value, (v) => v === UNKNOWN);
export const hasSecret = (value: any): boolean => some(value, (v) => v instanceof Secret);

/**
 * Marks in `outs` what is secret in `ins`, and always the contents of a Secret. Where an array
 * holds a secret, the whole array becomes one, since elements may move.
 */
export function markSecrets(outs: any, ins: any): void {
  if (!isMap(outs)) return;
  if (outs.kind === "Secret") {
    for (const key of ["data", "stringData"]) if (key in outs) outs[key] = secret(outs[key]);
    return;
  }
  if (!isMap(ins)) return;
  for (const [key, value] of Object.entries(ins)) {
    if (!(key in outs)) continue;
    if (isMap(outs[key]) && isMap(value)) markSecrets(outs[key], value);
    else if (hasSecret(value)) outs[key] = secret(outs[key]);
  }
}

const secret = (value: any) => (value instanceof Secret ? value : new Secret(value));
