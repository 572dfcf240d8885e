import { randomBytes } from "node:crypto";

/**
 * The fractional part of pi in 32-bit words: what Blowfish starts from. By Machin's formula, so
 * that no table of 1,042 constants has to be trusted.
 */
function wordsOfPi(count: number): number[] {
  const bits = BigInt(32 * count + 64);
  const arctanOfInverse = (x: bigint): bigint => {
    let term = (1n << bits) / x;
    let sum = term;
    for (let n = 3n, sign = -1n; term > 0n; n += 2n, sign = -sign) {
      term /= x * x;
      sum += (sign * term) / n;
    }
    return sum;
  };
  const pi = 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);
  const hex = ((pi - (3n << bits)) >> 64n).toString(16).padStart(8 * count, "0");
  return Array.from({ length: count }, (_, n) => parseInt(hex.slice(8 * n, 8 * n + 8), 16) | 0);
}

let pi: number[] | undefined;

/** The cipher's state: 18 subkeys and four boxes of 256 words, in one array each. */
interface Blowfish {
  p: Int32Array;
  s: Int32Array;
}

/** Encrypts the block (`pair[0]`, `pair[1]`) in place. */
function encrypt({ p, s }: Blowfish, pair: Int32Array): void {
  let left = pair[0]! ^ p[0]!;
  let right = pair[1]!;
  for (let round = 1; round <= 16; round++) {
    let f = (s[left >>> 24]! + s[256 + ((left >>> 16) & 255)]!) | 0;
    f = ((f ^ s[512 + ((left >>> 8) & 255)]!) + s[768 + (left & 255)]!) | 0;
    const next = right ^ f ^ p[round]!;
    right = left;
    left = next;
  }
  pair[0] = right ^ p[17]!;
  pair[1] = left;
}

/** `count` big-endian words of `bytes`, read round and round. */
function cyclicWords(bytes: Buffer, count: number): Int32Array {
  const at = (index: number) => bytes[index % bytes.length]!;
  return Int32Array.from({ length: count }, (_, n) => {
    const start = 4 * n;
    return (at(start) << 24) | (at(start + 1) << 16) | (at(start + 2) << 8) | at(start + 3);
  });
}

/** Mixes key and salt into the state; without a salt, the key alone. */
function expand(state: Blowfish, key: Int32Array, salt?: Int32Array): void {
  for (let n = 0; n < 18; n++) state.p[n]! ^= key[n]!;
  const pair = new Int32Array(2);
  let turn = 0;
  const fill = (words: Int32Array) => {
    for (let n = 0; n < words.length; n += 2) {
      if (salt) {
        pair[0]! ^= salt[turn]!;
        pair[1]! ^= salt[turn + 1]!;
        turn = (turn + 2) % 4;
      }
      encrypt(state, pair);
      words.set(pair, n);
    }
  };
  fill(state.p);
  fill(state.s);
}

const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const encode = (bytes: Buffer) =>
  bytes
    .toString("base64")
    .replaceAll("=", "")
    .replace(/./g, (c) => alphabet[standard.indexOf(c)]!);

/**
 * bcrypt of at most the first 72 bytes of `password`, as `$2a$<cost>$<salt><hash>`.
 * @param cost the logarithm of the number of rounds; 10 is the usual one.
 */
export function bcrypt(password: string, cost = 10, salt: Buffer = randomBytes(16)): string {
  pi ??= wordsOfPi(18 + 1024);
  const state = { p: Int32Array.from(pi.slice(0, 18)), s: Int32Array.from(pi.slice(18)) };
  const bytes = Buffer.from(password).subarray(0, 72);
  const key = cyclicWords(Buffer.concat([bytes, Buffer.from([0])]).subarray(0, 72), 18);
  expand(state, key, cyclicWords(salt, 4));
  const saltKey = cyclicWords(salt, 18);
  for (let round = 0; round < 2 ** cost; round++) {
    expand(state, key);
    expand(state, saltKey);
  }
  const magic = cyclicWords(Buffer.from("OrpheanBeholderScryDoubt"), 6);
  const out = Buffer.alloc(24);
  for (let block = 0; block < 6; block += 2) {
    const pair = magic.subarray(block, block + 2);
    for (let times = 0; times < 64; times++) encrypt(state, pair);
    out.writeInt32BE(pair[0]!, 4 * block);
    out.writeInt32BE(pair[1]!, 4 * block + 4);
  }
  const rounds = String(cost).padStart(2, "0");
  return `$2a$${rounds}$${encode(salt)}${encode(out.subarray(0, 23))}`;
}
