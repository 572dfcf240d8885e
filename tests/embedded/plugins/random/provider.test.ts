import assert from "node:assert/strict";

import {
  adopt,
  check,
  create,
  diff,
  inputsOf,
  kindOf,
  plain,
  secret,
  unknown,
} from "../../../../embedded/plugins/random/provider.ts";

const kind = (name: string) => kindOf(`random:index/x:${name}`);
const password = kind("RandomPassword");

describe("the random plugin", () => {
  it("keeps the password and its hash secret, under the id none", () => {
    const state = create(password, { length: 16 }, false);
    assert.equal(state.id, "none");
    assert.deepEqual(Object.keys(state.result), Object.keys(secret("")));
    assert.equal(plain(state).result.length, 16);
    assert.match(plain(state).bcryptHash, /^\$2a\$10\$.{53}$/);
  });

  it("states the official defaults in the outputs", () => {
    const rest: Record<string, unknown> = create(kind("RandomString"), { length: 4 }, false);
    delete rest.id;
    delete rest.result;
    assert.deepEqual(rest, {
      length: 4,
      upper: true,
      lower: true,
      special: true,
      number: true,
      numeric: true,
      minUpper: 0,
      minLower: 0,
      minNumeric: 0,
      minSpecial: 0,
    });
  });

  it("makes nothing in a preview: what will be made is unknown", () => {
    const state = create(password, { length: 16 }, true);
    assert.deepEqual([state.result, state.bcryptHash, state.id], [unknown, unknown, ""]);
    assert.equal(state.length, 16);
  });

  it("names inputs that are missing or unknown to it", () => {
    assert.deepEqual(check(password, { lenght: 3 }), [
      { property: "length", reason: "is required and missing" },
      { property: "lenght", reason: "is not an input of this resource" },
    ]);
  });

  it("refuses inputs that contradict each other, unless they are not known yet", () => {
    const first = (name: string, inputs: object) => check(kind(name), inputs)[0]?.property;
    assert.equal(first("RandomPassword", { length: 3, minUpper: 4 }), "length");
    assert.equal(first("RandomPassword", { length: 3, number: true, numeric: false }), "number");
    assert.equal(first("RandomInteger", { min: 2, max: 1 }), "max");
    assert.equal(first("RandomId", { byteLength: 0 }), "byteLength");
    assert.equal(first("RandomInteger", { min: 1, max: 2, seed: "s" }), "seed");
    assert.equal(first("RandomPassword", { length: unknown, minUpper: 4 }), undefined);
    assert.equal(first("RandomPassword", { length: 4, minUpper: 4 }), undefined);
  });

  it("sees no difference between a default and the same value given", () => {
    const before = plain(create(password, { length: 8 }, false));
    for (const after of [
      { length: 8 },
      { length: 8, special: true },
      { length: 8, number: true },
    ]) {
      assert.deepEqual(diff(password, before, after), []);
    }
    assert.deepEqual(diff(password, before, { length: 8, keepers: {} }), []);
  });

  it("names each input whose change makes a new thing", () => {
    const before = plain(create(password, { length: 8, keepers: { a: "1" } }, false));
    const changed = (after: object) =>
      diff(password, before, { length: 8, keepers: { a: "1" }, ...after });
    assert.deepEqual(changed({ length: 9 }), ["length"]);
    assert.deepEqual(changed({ special: false }), ["special"]);
    assert.deepEqual(changed({ number: false }), ["numeric"]);
    assert.deepEqual(changed({ keepers: { a: "2" } }), ["keepers"]);
    assert.deepEqual(changed({ keepers: { a: unknown } }), ["keepers"]);
  });

  it("fills a shuffle from as many rounds as the wanted count needs", () => {
    const shuffle = (inputs: object) => create(kind("RandomShuffle"), inputs, false).results;
    assert.equal(shuffle({ inputs: ["a", "b"], resultCount: 5 }).length, 5);
    assert.equal(shuffle({ inputs: ["a", "b", "c"] }).length, 3);
    assert.deepEqual(shuffle({ inputs: [], resultCount: 5 }), []);
    assert.deepEqual(shuffle({ inputs: ["a"], resultCount: 0 }), []);
  });

  it("puts the prefix of a pet name before its separator, and takes the name as id", () => {
    const { id } = create(kind("RandomPet"), { prefix: "web", separator: "." }, false);
    assert.match(id, /^web\.[a-z]+\.[a-z]+$/);
  });

  it("imports from the official ids, with inputs that fit the state", () => {
    const adopted = (name: string, id: string) => plain(adopt(kind(name), id));
    assert.equal(adopted("RandomPassword", "hunter2").result, "hunter2");
    assert.equal(adopted("RandomPassword", "hunter2").id, "none");
    const id = adopted("RandomId", "p-,-_8");
    assert.deepEqual([id.prefix, id.hex, id.byteLength, id.id], ["p-", "p-fbff", 2, "-_8"]);
    const integer = adopted("RandomInteger", "5,1,6");
    assert.deepEqual([integer.result, integer.min, integer.max, integer.id], [5, 1, 6, "5"]);
    assert.equal(adopted("RandomBytes", "+/8=").hex, "fbff");
    const inputs = inputsOf(kind("RandomInteger"), integer);
    assert.deepEqual(inputs, { min: 1, max: 6 });
    assert.deepEqual(diff(kind("RandomInteger"), integer, inputs), []);
  });

  it("says what cannot be imported, and which resource it does not know", () => {
    assert.throws(() => adopt(kind("RandomPet"), "calm-otter"), /cannot be imported/);
    assert.throws(() => adopt(kind("RandomInteger"), "x"), /<result>,<min>,<max> is needed/);
    assert.throws(() => kind("RandomDice"), /RandomDice is not a resource of the random plugin/);
  });
});
