import assert from "node:assert/strict";

import { forgotten, kept, protectedData, wouldLose } from "../../../cli/commands/down.ts";
import type { UserError } from "../../../embedded/progress.ts";

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

  it("says what keeps protected data, and what deletes it, where its cluster was to go", () => {
    const { message, remedy } = wouldLose("team", ["data-postgres"], "mine");
    assert.equal(
      message,
      "With the cluster mine would go the data of data-postgres, which is protected.",
    );
    assert.equal(
      remedy,
      "To take down all but the data: `npm run down -- -s team --keep-cluster`. " +
        "To delete the data for good: `npm run down -- -s team --delete-data`.",
    );
  });

  it("drops no state of a cluster that is stopped and stays: its disks hold the data", () => {
    const stay = { embedded: "mine", keepCluster: true };
    assert.throws(
      () => forgotten("stopped", stay, "local"),
      (error: UserError) => {
        assert.equal(
          error.message,
          "The cluster mine is stopped: nothing of the stack local can be taken down in it.",
        );
        assert.equal(
          error.remedy,
          "Start it with `npm run up`, or take it down, too: `npm run down`.",
        );
        return true;
      },
    );
  });

  it("drops the state of a cluster that is gone, or goes while it is stopped", () => {
    const [stay, go] = [true, false].map((keepCluster) => ({ embedded: "mine", keepCluster }));
    assert.equal(forgotten("absent", stay!, "local"), true);
    assert.equal(forgotten("broken", stay!, "local"), true);
    assert.equal(forgotten("stopped", go!, "local"), true);
    assert.equal(forgotten("running", go!, "local"), false);
  });

  it("says of data that was kept what takes it over and what deletes it, as commands that work", () => {
    const [on, off] = kept("staging", ["data-postgres"]).split("\n");
    assert.equal(
      on,
      "The data of data-postgres was kept, with what it needs to run; " +
        "`npm run up -- -s staging` takes it over.",
    );
    assert.match(off!, /`npm run down -- -s staging --yes --delete-data`\.$/);
    const local = kept("local", ["data-postgres"], "shakedown");
    assert.match(local, /`npm run up` takes it over/);
    assert.match(local, /`npm run down -- --delete-data`\.$/);
  });
});
