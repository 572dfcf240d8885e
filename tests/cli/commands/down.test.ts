import assert from "node:assert/strict";

import { protectedData } from "../../../cli/commands/down.ts";

describe("down", () => {
  it("names the data that the settings protect", () => {
    const urn = (name: string) => `urn:pulumi:staging::shakedown::kubernetes:x/v1:Kind::${name}`;
    const resources = [
      { urn: urn("cache") },
      { urn: urn("data-postgres"), protect: true },
      { urn: urn("backend"), protect: false },
    ];
    assert.deepEqual(protectedData({ resources }), ["data-postgres"]);
    assert.deepEqual(protectedData({}), []);
  });
});
