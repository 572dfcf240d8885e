import assert from "node:assert/strict";

import { cannotStart } from "../../../components/shared/errors.ts";

describe("errors that end the program", () => {
  it("carry their sentence and no frames, which cost Node.js a minute to format", () => {
    const { message, stack } = cannotStart("the cluster is too small");

    assert.equal(message, "the cluster is too small");
    assert.equal(stack, "Error: the cluster is too small");
  });
});
