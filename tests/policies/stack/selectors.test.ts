import assert from "node:assert/strict";

import fc from "fast-check";

import {
  type Labels,
  isEmptySelector,
  matchesAll,
  selects,
} from "../../../policies/lib/selectors.ts";
import { type Truth, unknown } from "../../../policies/lib/unknown.ts";
import { LabelIndex } from "../../../policies/stack/label-index.ts";

const one = (key: unknown, operator: unknown, values?: unknown) => ({
  matchExpressions: [{ key, operator, values }],
});

describe("selects", () => {
  const labels: Labels = { app: "web", tier: unknown };
  const questions: [title: string, selector: unknown, answer: Truth][] = [
    ["an absent selector selects everything", undefined, true],
    ["an empty selector selects everything", {}, true],
    ["a pair is held against the label", { matchLabels: { app: "web" } }, true],
    ["another value is not the label's", { matchLabels: { app: "api" } }, false],
    ["an absent label has no value", { matchLabels: { x: "web" } }, false],
    ["an unknown label may have any value", { matchLabels: { tier: "web" } }, unknown],
    ["an unknown value may be the label's", { matchLabels: { app: unknown } }, unknown],
    ["an unknown value is none of an absent label", { matchLabels: { x: unknown } }, false],
    ["pairs may be unknown as a whole", { matchLabels: unknown }, unknown],
    ["expressions may be unknown as a whole", { matchExpressions: unknown }, unknown],
    ["an expression may be unknown", { matchExpressions: [unknown] }, unknown],
    ["a key may be unknown", one(unknown, "Exists"), unknown],
    ["a key must be a word", one(undefined, "Exists"), false],
    ["an operator may be unknown", one("app", unknown), unknown],
    ["a selector may be unknown", unknown, unknown],
    ["In takes one of its values", one("app", "In", ["api", "web"]), true],
    ["In takes no other", one("app", "In", ["api"]), false],
    ["In asks for the label", one("x", "In", ["web"]), false],
    ["In may have unknown values", one("app", "In", unknown), unknown],
    ["In with a known match needs no other", one("app", "In", [unknown, "web"]), true],
    ["NotIn takes every other value", one("app", "NotIn", ["api"]), true],
    ["NotIn takes an absent label", one("x", "NotIn", ["api"]), true],
    ["NotIn takes none of its values", one("app", "NotIn", ["web"]), false],
    ["NotIn may hinge on an unknown label", one("tier", "NotIn", ["web"]), unknown],
    ["Exists takes an unknown value", one("tier", "Exists"), true],
    ["Exists asks for the label", one("x", "Exists"), false],
    ["DoesNotExist refuses the label", one("tier", "DoesNotExist"), false],
    ["DoesNotExist takes its absence", one("x", "DoesNotExist"), true],
    ["no other operator selects anything", one("app", "Near", ["web"]), false],
    ["every requirement counts", { matchLabels: { app: "web", x: "y" } }, false],
    ["pairs and expressions count", { matchLabels: { app: "web" }, ...one("x", "Exists") }, false],
  ];
  for (const [title, selector, answer] of questions) {
    it(title, () => assert.equal(selects(selector, labels), answer));
  }

  it("can't tell of unknown labels, but for a selector that selects everything", () => {
    assert.equal(selects({ matchLabels: { a: "b" } }, unknown), unknown);
    assert.equal(selects(one("a", "Exists"), unknown), unknown);
    assert.equal(selects(one("a", "DoesNotExist"), unknown), unknown);
    assert.equal(selects({}, unknown), true);
    assert.equal(matchesAll({ a: "b" }, unknown), unknown);
  });
});

describe("isEmptySelector", () => {
  it("tells a selector of everything from one with a requirement", () => {
    for (const selector of [undefined, null, {}, { matchLabels: {} }, { matchExpressions: [] }]) {
      assert.equal(isEmptySelector(selector), true);
    }
    assert.equal(isEmptySelector({ matchLabels: { a: "b" } }), false);
    assert.equal(isEmptySelector(one("a", "Exists")), false);
    assert.equal(isEmptySelector({ matchLabels: { a: unknown } }), false);
  });

  it("can't tell where a part is unknown", () => {
    assert.equal(isEmptySelector(unknown), unknown);
    assert.equal(isEmptySelector({ matchLabels: unknown }), unknown);
    assert.equal(isEmptySelector({ matchExpressions: unknown }), unknown);
    assert.equal(isEmptySelector({ matchLabels: { a: "b" }, matchExpressions: unknown }), false);
  });
});

const value = fc.oneof(fc.constantFrom("1", "2"), fc.constant(unknown));
const labels = fc.oneof(
  fc.dictionary(fc.constantFrom("a", "b"), value, { maxKeys: 2 }),
  fc.constant(unknown),
);
const space = fc.oneof(fc.constantFrom("x", "y"), fc.constant(unknown));
const expression = fc.record({
  key: fc.oneof(fc.constantFrom("a", "b"), fc.constant(unknown)),
  operator: fc.oneof(fc.constantFrom("In", "NotIn", "Exists"), fc.constant(unknown)),
  values: fc.oneof(fc.array(value, { maxLength: 2 }), fc.constant(unknown)),
});
const selector = fc.record(
  { matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) },
  { requiredKeys: [] },
);

describe("LabelIndex", () => {
  const items = fc.array(fc.record({ namespace: space, labels }), { maxLength: 8 });

  /** What asking every object finds. */
  const naive = (objects: any[], namespace: unknown, selector: unknown) =>
    objects.flatMap((object) => {
      const truth = selects(selector, object.labels);
      const vague = namespace === unknown || object.namespace === unknown;
      if (truth === false || (!vague && object.namespace !== namespace)) return [];
      return [[objects.indexOf(object), vague ? unknown : truth]];
    });

  it("finds what asking every object finds", () => {
    fc.assert(
      fc.property(items, space, selector, (objects, namespace, selector) => {
        const index = new LabelIndex<any>(objects);
        const found = [...index.select(namespace as any, selector)]
          .map(([object, truth]) => [objects.indexOf(object), truth])
          .sort(([a], [b]) => (a as number) - (b as number));
        assert.deepEqual(found, naive(objects, namespace, selector));
      }),
      { numRuns: 2000 },
    );
  });

  it("asks only the objects that can be selected", () => {
    const asked = new Set<string>();
    const item = (name: string, labels: Record<string, string>) => {
      const ownKeys = (target: object) => (asked.add(name), Reflect.ownKeys(target));
      const getOwnPropertyDescriptor = (target: object, key: PropertyKey) => {
        asked.add(name);
        return Reflect.getOwnPropertyDescriptor(target, key);
      };
      return { namespace: "x", labels: new Proxy(labels, { ownKeys, getOwnPropertyDescriptor }) };
    };
    const all = { team: "shop" };
    const objects = ["a", "b", "c"].map((app) => item(app, { app, ...all }));
    const index = new LabelIndex<any>(objects);
    const askedFor = (selector: object) => {
      asked.clear();
      index.selectsSome("x", { matchExpressions: [never], ...selector });
      return [...asked].sort().join(" ");
    };
    const never = { key: "app", operator: "NotIn", values: ["a", "b", "c"] };
    const among = (key: unknown, ...values: unknown[]) => ({ key, operator: "In", values });
    assert.equal(askedFor({}), "a b c");
    assert.equal(askedFor({ matchLabels: { team: "shop", app: "b" } }), "b");
    assert.equal(askedFor({ matchExpressions: [never, among("app", "c", "c")] }), "c");
    assert.equal(askedFor({ matchExpressions: [never, among("app", "a", "c")] }), "a c");
    assert.equal(askedFor({ matchExpressions: [never, among("app", "c", unknown)] }), "a b c");
    assert.equal(askedFor({ matchLabels: { app: unknown, team: "shop" } }), "a b c");
  });

  it("is sure of one as soon as one is sure", () => {
    fc.assert(
      fc.property(items, space, selector, (objects, namespace, selector) => {
        const truths = naive(objects, namespace, selector).map(([, truth]) => truth);
        const expected = truths.includes(true) ? true : truths.length > 0 ? unknown : false;
        const index = new LabelIndex<any>(objects);
        assert.equal(index.selectsSome(namespace as any, selector), expected);
      }),
      { numRuns: 1000 },
    );
  });
});
