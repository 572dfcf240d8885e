import { randomBytes, randomInt } from "node:crypto";

/** How a random text is made up; the names are those of the resource. */
export interface TextRules {
  length: number;
  upper: boolean;
  lower: boolean;
  numeric: boolean;
  special: boolean;
  minUpper: number;
  minLower: number;
  minNumeric: number;
  minSpecial: number;
  /** Instead of the usual special characters; empty means the usual ones. */
  overrideSpecial?: string;
}

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const specials = "!@#$%&*()-_=+[]{}<>:?";

/** Elements in a random order, each order as likely as any other. */
export function shuffled<T>(elements: readonly T[]): T[] {
  const order = [...elements];
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

const pick = <T>(from: readonly T[], count: number): T[] =>
  Array.from({ length: count }, () => from[randomInt(from.length)]!);

/** A text that keeps the rules, from the system's source of randomness. */
export function text(rules: TextRules): string {
  const special = [...(rules.overrideSpecial || specials)];
  const all = [
    ...(rules.upper ? upper : ""),
    ...(rules.lower ? lower : ""),
    ...(rules.numeric ? digits : ""),
    ...(rules.special ? special : []),
  ];
  if (all.length === 0) throw new Error("the character set specified is empty");
  const needed = [
    ...pick([...upper], rules.minUpper),
    ...pick([...lower], rules.minLower),
    ...pick([...digits], rules.minNumeric),
    ...pick(special, rules.minSpecial),
  ];
  return shuffled([...needed, ...pick(all, rules.length - needed.length)]).join("");
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number): number {
  const span = max - min + 1;
  if (span < 2 ** 48) return min + randomInt(span);
  throw new Error(`max - min is ${max - min}: it must be less than 2^48`);
}

/** The forms of a random id's bytes, each with the prefix in front. */
export function idForms(bytes: Buffer, prefix = "") {
  const id = bytes.toString("base64url");
  const hex = bytes.toString("hex");
  return {
    b64Url: prefix + id,
    b64Std: prefix + bytes.toString("base64"),
    hex: prefix + hex,
    dec: prefix + BigInt(`0x${hex || "0"}`).toString(),
  };
}

/** A UUID of version 7: the time in milliseconds, then random bits. */
export function uuid7(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const adverbs =
  "boldly calmly fairly firmly freshly gently gladly highly kindly lightly mostly neatly " +
  "nicely openly plainly purely quickly rarely readily safely simply softly solidly steadily " +
  "strongly surely swiftly truly warmly widely wisely wholly";
const adjectives =
  "able amber ample apt avid bold brave brief bright brisk calm clean clear cosy crisp deft " +
  "eager early fair fine firm fond fresh gentle glad golden grand happy honest humble jolly " +
  "keen kind light lively lucky mellow merry mild neat nimble noble plain polite proud quick " +
  "quiet rapid ready rosy shy silver smart smooth snug solid steady still sunny swift tame " +
  "tidy tranquil true vivid warm wise witty young zesty";
const animals =
  "adder ant badger bat bear beaver bee bison boar buck camel carp cat clam cobra cod colt " +
  "condor crab crane crow deer dingo dog dove duck eagle eel elk falcon fawn ferret finch " +
  "fox frog gecko goat goose hare hawk hen heron horse hound ibex jay kite kiwi koala lamb " +
  "lark lion llama lynx mole moose moth mule newt otter owl ox panda perch pig pika pony " +
  "puma quail rabbit ram raven robin salmon seal shark sheep shrew skunk sloth snail stork " +
  "swan tapir tiger toad trout turtle viper vole walrus wasp whale wolf wombat wren yak zebra";

/** A name such as `calm-otter`: an animal, before it an adjective, before that adverbs. */
export function petName(length: number, separator: string): string {
  const one = (words: string) => pick(words.split(" "), 1)[0]!;
  const words = Array.from({ length }, (_, index) => {
    if (index === length - 1) return one(animals);
    return one(index === length - 2 ? adjectives : adverbs);
  });
  return words.join(separator);
}
