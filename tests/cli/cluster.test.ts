import assert from "node:assert/strict";

import { needRunning } from "../../cli/cluster.ts";
import { UserError } from "../../embedded/progress.ts";

describe("work on a cluster", () => {
  it("is refused while the embedded cluster is stopped, with the command that starts it", () => {
    assert.throws(
      () => needRunning({ embedded: "never-made" }, "team"),
      (error: UserError) => {
        assert.equal(error.message, "The embedded cluster never-made does not run.");
        assert.equal(error.remedy, "Start it with `npm run up -- -s team`.");
        return true;
      },
    );
  });

  it("goes on where the cluster is the user's own", () => {
    assert.doesNotThrow(() => needRunning({}, "staging"));
  });
});
