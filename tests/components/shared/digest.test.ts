import assert from "node:assert/strict";

import { canonical, contentName, digest } from "../../../components/shared/digest.ts";

describe("digest", () => {
  it("does not depend on the order of keys", () => {
    assert.equal(digest({ a: 1, b: { c: 2, d: 3 } }), digest({ b: { d: 3, c: 2 }, a: 1 }));
  });

  it("depends on the order of lists", () => assert.notEqual(digest([1, 2]), digest([2, 1])));

  it("takes a key without a value for a missing one", () => {
    assert.equal(canonical({ a: undefined, b: 1 }), '{"b":1}');
  });

  it("is SHA-256 in lower-case hex", () => assert.match(digest(1), /^sha256:[0-9a-f]{64}$/));
});

describe("contentName", () => {
  it("changes with the content alone", () => {
    assert.equal(contentName("a", { x: 1 }), contentName("a", { x: 1 }));
    assert.notEqual(contentName("a", { x: 1 }), contentName("a", { x: 2 }));
    assert.match(contentName("a", { x: 1 }), /^a-[0-9a-f]{8}$/);
  });
});
