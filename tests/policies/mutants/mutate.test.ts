import assert from "node:assert/strict";

import { mutantsOf } from "./mutate.ts";

const changes = (text: string) => mutantsOf(text).map(({ what }) => what);

describe("mutants of a source", () => {
  it("turn a comparison round, and change what it compares with", () => {
    assert.deepEqual(changes('a === "b";'), ["=== -> !==", '"b" -> "b~"']);
    assert.deepEqual(changes("a < 2;"), ["< -> <=", "2 -> 3"]);
  });

  it("join two conditions otherwise, and leave out each", () => {
    assert.deepEqual(changes("a && b;"), ["&& -> ||", "a && b -> a", "a && b -> b"]);
  });

  it("leave out each part of a question about several truths", () => {
    assert.deepEqual(changes("any([a, b]);"), ["any -> all", "[a, b] -> [b]", "[a, b] -> [a]"]);
  });

  it("negate a condition that compares nothing", () => {
    assert.deepEqual(changes("if (has(a)) b();"), ["has(a) -> !(has(a))"]);
    assert.deepEqual(changes("a ? b : c;"), ["a -> !(a)"]);
    assert.deepEqual(changes("not(a);"), ["not(a) -> a"]);
  });

  it("ask of some what is asked of every one, and filter nothing", () => {
    assert.deepEqual(changes("a.some(b);"), ["some -> every"]);
    assert.deepEqual(changes("a.filter(b);"), ["a.filter(b) -> a"]);
  });

  it("change each word of a list, also of one that is written in a string", () => {
    assert.deepEqual(changes('["a"];'), ['"a" -> "a~"']);
    assert.deepEqual(changes('"a b".split(" ");'), ['"a b" -> "a~ b"', '"a b" -> "a b~"']);
  });

  it("take the anchors off a pattern, and make it heed case", () => {
    assert.deepEqual(changes("/^a$/i;"), ["/^a$/i -> /a$/i", "/^a$/i -> /^a/i", "/^a$/i -> /^a$/"]);
  });

  it("leave imports, types, messages and indexes alone", () => {
    const text = 'import a from "a";\nlet b: "x" | true = c[0];\nreport("true && false");';
    assert.deepEqual(changes(text), []);
  });

  it("say the line, and differ from the source in one place", () => {
    const [mutant] = mutantsOf("first();\nsecond(true);");
    assert.deepEqual(mutant, { line: 2, what: "true -> false", text: "first();\nsecond(false);" });
  });
});
