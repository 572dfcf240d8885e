import assert from "node:assert/strict";

import { nearest } from "../../../components/shared/schema.ts";

describe("nearest", () => {
  const known = ["cluster", "namespace", "profile", "load"];

  it("finds the word behind two swapped letters", () => {
    assert.equal(nearest("clutser", known), "cluster");
  });

  it("does not mind the case", () => assert.equal(nearest("nameSpace", known), "namespace"));

  it("finds nothing where no word is near", () => assert.equal(nearest("zebra", known), undefined));
});
