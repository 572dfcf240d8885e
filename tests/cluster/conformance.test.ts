import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { adoption } from "./conformance/adoption.ts";
import { differencesOf } from "./conformance/compare.ts";
import { custom } from "./conformance/custom.ts";
import { deliberate, unmeant } from "./conformance/deliberate.ts";
import { drift } from "./conformance/drift.ts";
import { failures } from "./conformance/failures.ts";
import { objects } from "./conformance/objects.ts";
import { print } from "./conformance/print.ts";
import { provider } from "./conformance/provider.ts";
import { recordOf, type Recorded } from "./conformance/run.ts";
import { workloads } from "./conformance/workloads.ts";

/**
 * Path of an official kubernetes plugin. Where it is set, that plugin is run instead of the
 * stand-in, and what it does becomes what is expected:
 *
 *     SHAKEDOWN_OFFICIAL_PLUGIN=<file> npx mocha --no-config \
 *       --require tests/cluster/harness.ts tests/cluster/conformance.test.ts
 */
const official = process.env.SHAKEDOWN_OFFICIAL_PLUGIN ?? "";
/** Scenarios that run side by side: much of their time is waiting. */
const AT_A_TIME = 4;

const folder = fileURLToPath(new URL("golden/conformance/", import.meta.url));
const scenarios = [failures, workloads, objects, provider, drift, adoption, custom];

describe("programs on the kubernetes plugin", function () {
  this.timeout(600_000);
  const records = new Map<string, Promise<Recorded[]>>();

  before(() => {
    const lanes = Array.from({ length: AT_A_TIME }, () => Promise.resolve<unknown>(undefined));
    for (const [i, scenario] of scenarios.entries()) {
      const record = lanes[i % AT_A_TIME]!.then(() => recordOf(scenario, official));
      lanes[i % AT_A_TIME] = record.catch(() => undefined);
      records.set(scenario.name, record);
    }
  });

  for (const { name } of scenarios) {
    it(`${name}: do, fail and remember what they do on the official one`, async () => {
      const record = await records.get(name)!;
      const file = `${folder}${name}.json`;
      if (official) {
        mkdirSync(folder, { recursive: true });
        return writeFileSync(file, print(record) + "\n");
      }
      const found = differencesOf(JSON.parse(readFileSync(file, "utf8")), record);
      assert.deepEqual(unmeant(found, deliberate[name]), []);
    });
  }
});
