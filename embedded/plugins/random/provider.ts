import { isDeepStrictEqual } from "node:util";

import { type Kind, type Values, complete, kinds, numeric } from "./resources.ts";

/** How the engine writes a value that is not known yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const secret = (value: unknown) => ({ [signature]: secretSignature, value });

/** The kind of a type token such as `random:index/randomPet:RandomPet`. */
export function kindOf(token: string): Kind {
  const kind = kinds[token.slice(token.lastIndexOf(":") + 1)];
  if (!kind) throw new Error(`${token} is not a resource of the random plugin`);
  return kind;
}

/** Values without the marks of secrets. */
export function plain(value: any): any {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if (value[signature] === secretSignature) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const hasUnknown = (value: unknown) => JSON.stringify(value ?? null).includes(unknown);

/** What is wrong with the inputs, as the engine shows it. */
export function check(kind: Kind, inputs: Values): { property: string; reason: string }[] {
  const known = new Set([...kind.required, ...Object.keys(kind.optional), "keepers", "__defaults"]);
  const failures = [
    ...kind.required
      .filter((property) => inputs[property] == null)
      .map((property) => ({ property, reason: "is required and missing" })),
    ...Object.keys(inputs)
      .filter((property) => !known.has(property))
      .map((property) => ({ property, reason: "is not an input of this resource" })),
  ];
  if (failures.length > 0 || hasUnknown(inputs)) return failures;
  const problem = kind.problem?.(complete(kind, inputs));
  return problem ? [problem] : [];
}

const keepersOf = (values: Values) => {
  const set = Object.entries(values.keepers ?? {}).filter(([, value]) => value != null);
  return Object.fromEntries(set);
};

/** Names of the inputs that differ: each of them means a new thing. */
export function diff(kind: Kind, before: Values, after: Values): string[] {
  const [old, now] = [complete(kind, before), complete(kind, after)];
  const names = [...kind.required, ...Object.keys(kind.optional)];
  const numbers = ["number", "numeric"];
  const changed = names
    .filter((name) => !numbers.includes(name))
    .filter((name) => !isDeepStrictEqual(old[name] || undefined, now[name] || undefined));
  if ("numeric" in kind.optional && numeric(old) !== numeric(now)) changed.push("numeric");
  if (!isDeepStrictEqual(keepersOf(before), keepersOf(after))) changed.push("keepers");
  return changed;
}

/** State of a new thing; with `preview` only what can be known before it is made. */
export function create(kind: Kind, inputs: Values, preview: boolean): Values & { id: string } {
  const all = complete(kind, inputs);
  delete all.__defaults; // the official plugin's own book-keeping
  const made = preview
    ? { ...Object.fromEntries(kind.computed.map((name) => [name, unknown])), id: "" }
    : kind.create(all);
  return sealed(kind, { ...all, ...made });
}

/** State of a thing made elsewhere, from the id given to `pulumi import`. */
export function adopt(kind: Kind, id: string): Values & { id: string } {
  if (!kind.adopt) throw new Error("this resource cannot be imported");
  return sealed(kind, withoutUndefined(kind.adopt(id)));
}

/** What the program would have to say to declare an adopted thing. */
export function inputsOf(kind: Kind, state: Values): Values {
  const names = [...kind.required, ...Object.keys(kind.optional), "keepers"];
  return Object.fromEntries(
    names.filter((name) => state[name] !== undefined).map((name) => [name, state[name]]),
  );
}

const withoutUndefined = <State extends Values>(state: State): State =>
  Object.fromEntries(Object.entries(state).filter(([, v]) => v !== undefined)) as State;

function sealed<State extends Values>(kind: Kind, state: State): State {
  const secrets = kind.secret
    .filter((name) => state[name] !== unknown)
    .map((name) => [name, secret(state[name])]);
  return { ...state, ...Object.fromEntries(secrets) };
}
