import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

import { reference } from "../../policies/reference.ts";

const file = "docs/policies.md";
const mark = '<!-- From here on written by "npm run golden". -->\n';

describe("docs/policies.md", () => {
  it("describes every rule as it is", () => {
    const [introduction] = readFileSync(file, "utf8").split(mark);
    const wanted = `${introduction}${mark}\n${reference()}`;
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, wanted);
    assert.equal(readFileSync(file, "utf8"), wanted);
  });
});
