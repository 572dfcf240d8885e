import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { Probe } from "../../../checks/run/plan.ts";
import { probeContainer } from "../../../checks/validation/probe-commands.ts";
import { programs } from "../programs.ts";

/** Clients that answer as they are told, and a sleep that takes no time. */
const clients = {
  curl: `case "$*" in
    *time_connect*) printf '%s' "$CONNECTED" ;;
    *) printf 'a page\\n%s' "$STATUS" ;;
  esac
  exit "$CODE"`,
  psql: `[ "$CODE" = 0 ] || { echo "psql: error: no route" >&2; exit "$CODE"; }
  sed -n 's/insert into shakedown_probe values (\\([0-9]*\\));/\\1/p'`,
  "redis-cli": `case "$*" in
    *SET*) echo "$7" > "$STORE"; echo "\${SAID:-OK}" ;;
    *GET*) cat "$STORE" ;;
  esac`,
  sleep: "exit 0",
};

const at = { name: "n", image: "i", host: "h", port: 1 };
const password = { name: "s", key: "k" };
const http: Probe = { kind: "http", name: "n", image: "i", url: "http://h/", status: 200 };
const postgres: Probe = { kind: "postgres", database: "d", user: "u", password, ...at };
const redis: Probe = { kind: "redis", password, ...at };
const refused: Probe = { kind: "refused", ...at };

describe("the scripts of the probes", () => {
  let directory: string;
  before(async () => (directory = await programs(clients)));
  after(() => rm(directory, { recursive: true }));

  /** Exit code and output of the probe, tried for no longer than its first attempt. */
  function run(probe: Probe, behaviour: Record<string, string> = {}): [number | null, string] {
    const { command, env = [] } = probeContainer(probe, "p", 0);
    const own = (env as any[]).map(({ name, value }) => [name, value ?? "hush"]);
    const told = { CODE: "0", STATUS: "200", STORE: join(directory, "store"), ...behaviour };
    const { status, stdout } = spawnSync(command[0]!, command.slice(1), {
      env: { ...Object.fromEntries(own), ...told, PATH: `${directory}:/usr/bin:/bin` },
      encoding: "utf8",
    });
    return [status, stdout.trim()];
  }

  it("ask for a page's status and text", () => {
    assert.deepEqual(run(http), [0, "status 200"]);
    assert.deepEqual(run({ ...http, body: "page" }), [0, "status 200"]);
    assert.deepEqual(run(http, { STATUS: "502" }), [1, "it answered with status 502"]);
    assert.deepEqual(run({ ...http, body: '"x"' }), [
      1,
      'status 200, but its body does not contain "x"',
    ]);
  });

  it("write a row and read it back", () => {
    assert.deepEqual(run(postgres), [0, "wrote and read a row"]);
    assert.deepEqual(run(postgres, { CODE: "2" }), [1, "psql: error: no route"]);
  });

  it("write a key and read it back", () => {
    assert.deepEqual(run(redis), [0, "wrote and read a key"]);
    assert.deepEqual(run(redis, { SAID: "NOAUTH" }), [1, "NOAUTH"]);
  });

  it("take a connection that is rejected or never answered for refused", () => {
    assert.deepEqual(run(refused, { CODE: "7", CONNECTED: "0.000000" }), [0, "refused"]);
    assert.deepEqual(run(refused, { CODE: "28", CONNECTED: "0.000000" }), [0, "refused"]);
  });

  it("take a connection for let through, whatever is said on it", () => {
    for (const CODE of ["0", "28", "52", "56"]) {
      assert.deepEqual(run(refused, { CODE, CONNECTED: "0.0012" }), [1, "it was let through"]);
    }
  });

  it("take a name that does not resolve for no proof", () => {
    assert.deepEqual(run(refused, { CODE: "6", CONNECTED: "0.000000" }), [3, "h does not resolve"]);
  });
});
