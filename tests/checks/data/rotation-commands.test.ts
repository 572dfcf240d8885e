import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { clientContainer, readTold } from "../../../checks/data/rotation-commands.ts";
import type { RotationSpec } from "../../../checks/run/plan.ts";
import { programs } from "../programs.ts";

const way = { name: "pooler", host: "pg-pooler", port: 5432 };
const spec = {
  ...{ image: "postgres:17", statement: "select 1", service: "app", from: "app_a" },
  login: { database: "app", role: "app", secretName: "s" },
} as RotationSpec;

/** A server that refuses one login of the two by name, and a sleep that ends the client at last. */
const server = {
  timeout: `shift 3; exec "$@"`,
  psql: `user=$PGUSER
  [ -n "$PGSERVICE" ] && user=$(sed -n 's/^user=//p' "$PGSERVICEFILE")
  [ "$user" = "$REFUSED" ] && { echo "FATAL:  password authentication failed for user"; exit 2; }
  case "$*" in *session_user*) echo "$user t" ;; esac`,
  sleep: `echo x >> "$COUNT"
  [ "$(wc -l < "$COUNT")" = 12 ] && printf 'user=app_b\\npassword=new\\n' > "$PGSERVICEFILE"
  [ "$(wc -l < "$COUNT")" = 25 ] && kill "$PPID"
  exit 0`,
};

describe("the client of a rotation", () => {
  let folder: string;
  before(async () => (folder = await programs(server)));
  after(() => rm(folder, { recursive: true }));

  async function run(refused = "nobody") {
    await writeFile(join(folder, "pg_service.conf"), "[app]\nuser=app_a\npassword=old\n");
    await writeFile(join(folder, "count"), "");
    const { command, env } = clientContainer(spec, way);
    const { stdout } = spawnSync(command[0]!, command.slice(1), {
      env: {
        ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
        PATH: `${folder}:/usr/bin:/bin`,
        PGSERVICEFILE: join(folder, "pg_service.conf"),
        ...{ COUNT: join(folder, "count"), REFUSED: refused },
      },
      encoding: "utf8",
      timeout: 20_000,
    });
    return readTold(stdout);
  }

  it("takes a new login as soon as the file holds it, and tries the old one beside it", async () => {
    const told = await run();
    assert.equal(told.first, "app_a");
    assert.deepEqual(told.last, { login: "app_b", open: true });
    assert.deepEqual([told.failed, told.old], [[], ["accepted", "accepted"]]);
    assert.equal(told.answered, 25);
  });

  it("tells a failed request and a refused password apart from what is well", async () => {
    const told = await run("app_b");
    assert.equal(told.answered, 12);
    assert.equal(told.failed.length, 13);
    assert.match(told.failed[0]!, /^FATAL: {2}password authentication failed/);
  });

  it("waits without counting until it is let through", async () => {
    const { answered, failed, waiting, old } = await run("app_a");
    assert.match(waiting!, /password authentication failed/);
    assert.deepEqual([answered, failed, old], [13, [], ["refused"]]);
  });

  it("holds no two dollars in a row, which Kubernetes takes for one", () => {
    const { command, env } = clientContainer(spec, way);
    assert.doesNotMatch(JSON.stringify([command, env]), /\$\$|\$\([A-Z_]+\)/);
  });
}).timeout(30_000);

describe("readTold", () => {
  it("leaves out a last line that was cut short", () => {
    assert.equal(readTold("l app_a\na app_a t\na app_").answered, 1);
    assert.deepEqual(readTold("").failed, []);
  });
});
