import assert from "node:assert/strict";

import fc from "fast-check";

import { bcrypt } from "../../../../embedded/plugins/random/bcrypt.ts";
import {
  idForms,
  integer,
  petName,
  shuffled,
  text,
  uuid7,
} from "../../../../embedded/plugins/random/values.ts";

const rules = {
  length: 12,
  upper: true,
  lower: true,
  numeric: true,
  special: true,
  minUpper: 0,
  minLower: 0,
  minNumeric: 0,
  minSpecial: 0,
};
const count = (result: string, pattern: RegExp) =>
  [...result].filter((c) => pattern.test(c)).length;

describe("random values", () => {
  it("are texts of the wanted length with at least the wanted characters of each kind", () => {
    const few = fc.integer({ min: 0, max: 5 });
    const wanted = fc.record({ minUpper: few, minLower: few, minNumeric: few, minSpecial: few });
    fc.assert(
      fc.property(wanted, few, (least, more) => {
        const sum = least.minUpper + least.minLower + least.minNumeric + least.minSpecial;
        const result = text({ ...rules, ...least, length: sum + more });
        assert.equal(result.length, sum + more);
        assert.ok(count(result, /[A-Z]/) >= least.minUpper);
        assert.ok(count(result, /[a-z]/) >= least.minLower);
        assert.ok(count(result, /[0-9]/) >= least.minNumeric);
        assert.ok(count(result, /[^A-Za-z0-9]/) >= least.minSpecial);
      }),
    );
  });

  it("are texts without the kinds of characters that are switched off", () => {
    const only = { ...rules, length: 200, upper: false, special: false };
    assert.match(text(only), /^[a-z0-9]{200}$/);
    const own = { ...only, lower: false, numeric: false, special: true, overrideSpecial: "äö" };
    assert.match(text(own), /^[äö]{200}$/);
  });

  it("cannot be texts of no characters at all", () => {
    const none = { ...rules, upper: false, lower: false, numeric: false, special: false };
    assert.throws(() => text(none), /character set specified is empty/);
  });

  it("are numbers of the range, both ends included", () => {
    const seen = new Set(Array.from({ length: 200 }, () => integer(-1, 1)));
    assert.deepEqual([...seen].sort(), [-1, 0, 1]);
    assert.equal(integer(5, 5), 5);
    assert.throws(() => integer(0, 2 ** 50), /must be less than 2\^48/);
  });

  it("are orders of the same elements", () => {
    const elements = ["a", "b", "c", "d"];
    const orders = new Set(Array.from({ length: 300 }, () => shuffled(elements).join("")));
    assert.ok(orders.size > 12, `${orders.size} of 24 orders`);
    for (const order of orders) assert.deepEqual([...order].sort(), elements);
  });

  it("are ids in four forms, each with the prefix", () => {
    assert.deepEqual(idForms(Buffer.from("fbff", "hex"), "p-"), {
      b64Url: "p--_8",
      b64Std: "p-+/8=",
      hex: "p-fbff",
      dec: "p-64511",
    });
  });

  it("are UUIDs of version 7 that carry the time", () => {
    const id = uuid7(0x0123456789ab);
    assert.match(id, /^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("are pet names of as many words as wanted", () => {
    assert.match(petName(1, "-"), /^[a-z]+$/);
    assert.match(petName(4, "_"), /^[a-z]+(_[a-z]+){3}$/);
  });
});

describe("bcrypt", () => {
  const salt = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");

  it("hashes as crypt(3) does", () => {
    // perl -e 'print crypt("abc", q{$2a$04$..CA.uOD/eaGAOmJB.yMBu})'
    const known = "$2a$04$..CA.uOD/eaGAOmJB.yMBufJvSTjTdkBYlZeYThHDpJ4wbwLwg8EG";
    assert.equal(bcrypt("abc", 4, salt), known);
  });

  it("reads the first 72 bytes and no more", () => {
    const long = "x".repeat(72);
    assert.equal(bcrypt(`${long}y`, 4, salt), bcrypt(long, 4, salt));
    assert.notEqual(bcrypt(long.slice(1), 4, salt), bcrypt(long, 4, salt));
  });

  it("takes a new salt each time", () => {
    assert.notEqual(bcrypt("abc", 4), bcrypt("abc", 4));
  });
});
