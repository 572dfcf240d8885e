import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { askerContainer, readAsks, readRequests } from "../../../checks/data/redis-commands.ts";
import type { DegradationSpec } from "../../../checks/run/plan.ts";
import { programs } from "../programs.ts";

/** A client that says what it is told, and a sleep that ends the script. */
const clients = {
  "redis-cli": `[ -z "$SAYS" ] || { echo "$SAYS"; exit "$CODE"; }
  case "$*" in
    *SET*) echo "$8" > "$STORE"; echo OK ;;
    *GET*) cat "$STORE" ;;
  esac`,
  sleep: 'kill "$PPID"',
};

describe("the asker", () => {
  let directory: string;
  before(async () => (directory = await programs(clients)));
  after(() => rm(directory, { recursive: true }));

  function outcome(says = "", code = 1): [string, string] {
    const cache = { image: "redis:8", host: "h", port: 1, password: { name: "s", key: "k" } };
    const { command } = askerContainer({ cache } as unknown as DegradationSpec, "key");
    const { stdout } = spawnSync(command[0]!, command.slice(1), {
      env: {
        ...{ SAYS: says, CODE: `${code}`, HOST: "h", PORT: "1", KEY: "key" },
        ...{ STORE: join(directory, "store"), PATH: `${directory}:/usr/bin:/bin` },
      },
      encoding: "utf8",
    });
    const [ask] = readAsks(stdout);
    return [ask!.outcome, ask!.said];
  }

  it("says that it was answered where it reads back what it wrote", () => {
    assert.deepEqual(outcome(), ["answered", "1"]);
  });

  it("says that it was refused where nobody takes its connection, or keeps it", () => {
    const refused = "Could not connect to Redis at h:1: Connection refused";
    assert.deepEqual(outcome(refused), ["refused", refused]);
    assert.equal(outcome("Error: Server closed the connection")[0], "refused");
    assert.equal(outcome("x", 137)[0], "refused"); // it was killed, having waited too long
  });

  it("takes an error of Redis, or a name that does not resolve, for no refusal", () => {
    assert.equal(outcome("LOADING Redis is loading the dataset in memory", 0)[0], "other");
    assert.equal(outcome("OOM command not allowed", 0)[0], "other");
    assert.equal(
      outcome("Could not connect to Redis at h:1: Name or service not known")[0],
      "other",
    );
  });
});

describe("readRequests", () => {
  it("takes an error of the service, and no answer at all, for failed", () => {
    const log = "r 1000 4.5 200\nr 1050 0.0 0\nr 1100 7.2 503\nr 1150 3.1 302\n";
    assert.deepEqual(
      readRequests(log).map(({ sentAt, failed }) => [sentAt, failed]),
      [
        [1000, false],
        [1050, true],
        [1100, true],
        [1150, false],
      ],
    );
  });

  it("leaves out other lines, and a last one that is under way", () => {
    assert.deepEqual(readRequests("running (1m), 3 VUs\nr 1000 4.5 200\nr 1050 4."), [
      { sentAt: 1000, milliseconds: 4.5, failed: false },
    ]);
  });
});
