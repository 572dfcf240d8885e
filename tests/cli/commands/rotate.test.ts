import assert from "node:assert/strict";

import type { Credential } from "../../../checks/index.ts";
import { credentialOf, errorsIn, listed } from "../../../cli/commands/rotate.ts";
import type { UserError } from "../../../embedded/progress.ts";

const spec = { from: "app_a", to: { name: "app_b" } } as Credential["spec"];
const credentials = (steps: number) => ({
  app: { spec, steps, targets: [] },
  app_reader: { spec, steps: 0, targets: [] },
});

describe("rotate", () => {
  it("lists each credential with the login in use, and how often it was rotated", () => {
    assert.deepEqual(listed(credentials(3), "local"), [
      "app: login app_a, rotated once",
      "app_reader: login app_a, rotated 0 times",
    ]);
  });

  it("says of a rotation that was begun how it is ended", () => {
    assert.equal(
      listed(credentials(2), "team")[0],
      "app: login app_b, rotated 0 times; step 2 of 3 was the last: " +
        "`npm run rotate -- -s team app` goes on",
    );
  });

  it("names the known credentials for an unknown one, and the nearest", () => {
    assert.throws(
      () => credentialOf("app_raeder", credentials(0)),
      ({ message, remedy }: UserError) => {
        assert.equal(message, 'There is no credential "app_raeder".');
        assert.equal(remedy, "Did you mean app_reader? The credentials are app, app_reader.");
        return true;
      },
    );
  });

  it("says what an update said went wrong, once", () => {
    const text =
      "Diagnostics:\n  batch/v1:Job (x):\n    error: Job x will be destroyed\n" +
      "    error: Job x will be destroyed\n  Stack:\n    error: update failed\n";
    assert.equal(errorsIn(text), "Job x will be destroyed");
    assert.match(errorsIn("killed"), /did not say why$/);
  });

  it("says of a stack without a database that there is nothing to rotate", () => {
    assert.throws(() => credentialOf("app", {}), /no credential that can be rotated/);
  });
});
