import assert from "node:assert/strict";

import {
  decode,
  encode,
  hasSecret,
  hasUnknown,
  markSecrets,
  reveal,
  Secret,
  UNKNOWN,
} from "../../../../../embedded/plugins/kubernetes/model/values.ts";

describe("values on the wire", () => {
  it("come back as they were sent, secrets and unknowns still marked", () => {
    const value = {
      text: "a",
      number: 1.5,
      flag: false,
      nothing: null,
      list: [1, { deep: new Secret(["x"]) }],
      later: UNKNOWN,
    };

    assert.deepEqual(decode(encode(value)), value);
  });

  it("lose their secret marks only when revealed", () => {
    const value = { a: [new Secret({ b: "x" })] };

    assert.ok(hasSecret(value));
    assert.deepEqual(reveal(value), { a: [{ b: "x" }] });
    assert.ok(hasUnknown({ a: new Secret([UNKNOWN]) }));
  });
});

describe("markSecrets", () => {
  it("marks what is secret in the inputs, a whole array for one element", () => {
    const outs = { spec: { a: "x", list: ["y", "z"] }, other: 1 };

    markSecrets(outs, { spec: { a: new Secret("x"), list: ["y", new Secret("z")] } });

    assert.deepEqual(outs, {
      spec: { a: new Secret("x"), list: new Secret(["y", "z"]) },
      other: 1,
    });
  });

  it("marks the contents of a Secret whether or not the inputs do", () => {
    const outs: any = { kind: "Secret", data: { a: "eA==" }, type: "Opaque" };

    markSecrets(outs, {});

    assert.deepEqual(outs.data, new Secret({ a: "eA==" }));
    assert.equal(outs.type, "Opaque");
  });
});
