import { randomBytes, randomUUID } from "node:crypto";

import { bcrypt } from "./bcrypt.ts";
import { idForms, integer, petName, shuffled, text, uuid7 } from "./values.ts";

export type Values = Record<string, any>;

/** One kind of random thing. Every change of an input makes a new one. */
export interface Kind {
  required: string[];
  /** Optional inputs, with what they are when not given; undefined where nothing is assumed. */
  optional: Values;
  /** Names of the outputs that are not inputs. */
  computed: string[];
  /** Those that are kept secret. */
  secret: string[];
  /** Why complete inputs cannot be had, and which input it is about. */
  problem?: (inputs: Values) => { property: string; reason: string } | undefined;
  /** Makes the thing of complete inputs: the computed outputs, and `id`. */
  create: (inputs: Values) => Values & { id: string };
  /** The whole state of a thing that exists, from the id given to `pulumi import`. */
  adopt?: (id: string) => Values & { id: string };
}

const textOptions = {
  upper: true,
  lower: true,
  special: true,
  minUpper: 0,
  minLower: 0,
  minNumeric: 0,
  minSpecial: 0,
  overrideSpecial: undefined,
  number: undefined,
  numeric: undefined,
};

/** `number` is the older name of `numeric`: each follows the other. */
export function numeric(inputs: Values): boolean {
  return inputs.numeric ?? inputs.number ?? true;
}

function textProblem(inputs: Values) {
  const needed = inputs.minUpper + inputs.minLower + inputs.minNumeric + inputs.minSpecial;
  if (inputs.length < Math.max(1, needed)) {
    return { property: "length", reason: `must be at least ${Math.max(1, needed)}` };
  }
  if ((inputs.numeric ?? inputs.number) !== (inputs.number ?? inputs.numeric)) {
    return { property: "number", reason: "contradicts numeric; give numeric alone" };
  }
  const none = !inputs.upper && !inputs.lower && !inputs.special && !numeric(inputs);
  return none ? { property: "special", reason: "leaves no character to choose from" } : undefined;
}

const textResult = (inputs: Values) => {
  const withNumbers = numeric(inputs);
  const result = text({ ...inputs, numeric: withNumbers } as Parameters<typeof text>[0]);
  return { result, number: withNumbers, numeric: withNumbers };
};

const adoptText = (result: string) => ({
  ...textOptions,
  number: true,
  numeric: true,
  length: result.length,
  result,
});

const noSeed = ({ seed }: Values) =>
  seed
    ? {
        property: "seed",
        reason: "is not supported here: install the official random plugin to get its results",
      }
    : undefined;

const uuid = (make: () => string): Kind => ({
  required: [],
  optional: {},
  computed: ["result"],
  secret: [],
  create: () => {
    const result = make();
    return { result, id: result };
  },
  adopt: (id) => ({ result: id, id }),
});

function bytesOf(bytes: Buffer) {
  const base64 = bytes.toString("base64");
  return { base64, hex: bytes.toString("hex"), id: base64 };
}

function adoptId(id: string) {
  const comma = id.lastIndexOf(",");
  const prefix = comma < 0 ? undefined : id.slice(0, comma);
  const own = id.slice(comma + 1);
  const bytes = Buffer.from(own, "base64url");
  const forms = idForms(bytes, prefix);
  return { ...forms, byteLength: bytes.length, ...(prefix && { prefix }), id: own };
}

function adoptInteger(given: string) {
  const [id, min, max, seed] = given.split(",");
  const numbers = [id, min, max].map(Number);
  if (id === undefined || numbers.some((number) => !Number.isInteger(number))) {
    throw new Error(`id is "${given}": <result>,<min>,<max> is needed`);
  }
  return { result: numbers[0], min: numbers[1], max: numbers[2], ...(seed && { seed }), id };
}

const integerProblem = (inputs: Values) =>
  inputs.max < inputs.min
    ? { property: "max", reason: `is ${inputs.max}: it must not be less than min, ${inputs.min}` }
    : noSeed(inputs);

const atLeastOne = (property: string) => (inputs: Values) =>
  inputs[property] < 1 ? { property, reason: "must be at least 1" } : undefined;

function shuffle({ inputs, resultCount = inputs.length }: Values) {
  const results: string[] = [];
  while (inputs.length > 0 && results.length < resultCount)
    results.push(...shuffled<string>(inputs));
  return { results: results.slice(0, resultCount), id: "-" };
}

const textKind = { required: ["length"], optional: textOptions, problem: textProblem };

/** Every kind, by the name of its class. */
export const kinds: Record<string, Kind> = {
  RandomString: {
    ...textKind,
    computed: ["result"],
    secret: [],
    create: (inputs) => {
      const made = textResult(inputs);
      return { ...made, id: made.result };
    },
    adopt: (id) => ({ ...adoptText(id), id }),
  },
  RandomPassword: {
    ...textKind,
    computed: ["result", "bcryptHash"],
    secret: ["result", "bcryptHash"],
    create: (inputs) => {
      const made = textResult(inputs);
      return { ...made, bcryptHash: bcrypt(made.result), id: "none" };
    },
    adopt: (id) => ({ ...adoptText(id), bcryptHash: bcrypt(id), id: "none" }),
  },
  RandomId: {
    required: ["byteLength"],
    optional: { prefix: undefined },
    computed: ["b64Std", "b64Url", "dec", "hex"],
    secret: [],
    problem: atLeastOne("byteLength"),
    create: ({ byteLength, prefix }) => {
      const bytes = randomBytes(byteLength);
      return { ...idForms(bytes, prefix), id: bytes.toString("base64url") };
    },
    adopt: adoptId,
  },
  RandomBytes: {
    required: ["length"],
    optional: {},
    computed: ["base64", "hex"],
    secret: ["base64", "hex"],
    problem: atLeastOne("length"),
    create: ({ length }) => bytesOf(randomBytes(length)),
    adopt: (id) => {
      const bytes = Buffer.from(id, "base64");
      return { ...bytesOf(bytes), length: bytes.length };
    },
  },
  RandomInteger: {
    required: ["min", "max"],
    optional: { seed: undefined },
    computed: ["result"],
    secret: [],
    problem: integerProblem,
    create: ({ min, max }) => {
      const result = integer(min, max);
      return { result, id: String(result) };
    },
    adopt: adoptInteger,
  },
  RandomPet: {
    required: [],
    optional: { length: 2, separator: "-", prefix: undefined },
    computed: [],
    secret: [],
    problem: atLeastOne("length"),
    create: ({ length, separator, prefix }) => {
      const name = petName(length, separator);
      return { id: prefix ? `${prefix}${separator}${name}` : name };
    },
  },
  RandomShuffle: {
    required: ["inputs"],
    optional: { resultCount: undefined, seed: undefined },
    computed: ["results"],
    secret: [],
    problem: noSeed,
    create: shuffle,
  },
  RandomUuid: uuid(randomUUID),
  RandomUuid4: uuid(randomUUID),
  RandomUuid7: uuid(() => uuid7()),
};

/** Inputs with what is assumed where nothing is given. */
export function complete(kind: Kind, inputs: Values): Values {
  const known = Object.fromEntries(
    Object.entries(kind.optional).filter(([, v]) => v !== undefined),
  );
  const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value != null));
  return { ...known, ...given };
}
