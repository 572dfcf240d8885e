import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { inProject } from "../../cli/project.ts";
import { type Answers, withFakeApi } from "../helpers/fake-api.ts";
import { nobody } from "../helpers/loopback.ts";

const started = (name: string, args: string[]) =>
  spawn(process.execPath, [inProject(`bench/${name}.ts`), ...args], { stdio: "pipe" });

/** How a benchmark ended that was run so, and what it said last. */
async function byHand(name: string, ...args: string[]) {
  const child = started(name, args);
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, "close");
  const [out, err] = await said;
  return { code, out, err, problem: err.slice(err.lastIndexOf("\n✗") + 1) };
}

describe("a benchmark that is run by hand", () => {
  it("explains itself", async () => {
    for (const name of ["exporter", "failover", "pgbench", "policies"]) {
      const { code, out } = await byHand(name, "--help");
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^node bench/${name}\\.ts\\b`));
      assert.match(out, /\nExamples\n/);
    }
  });

  it("says which words it needs, and exits with 2", async () => {
    const { code, err } = await byHand("pgbench", "kubeconfig");
    assert.equal(code, 2);
    assert.equal(err, "\n✗ pgbench needs <namespace>.\n  See `node bench/pgbench.ts --help`.\n");
  });

  it("refuses a word too many, an option that it has not, and what is no number", async () => {
    const problems = await Promise.all([
      byHand("policies", "much"),
      byHand("policies", "--all"),
      byHand("pgbench", "kubeconfig", "shop", "0"),
      byHand("failover", "kubeconfig", "shop", "0", "few"),
    ]);
    assert.deepEqual(
      problems.map(({ code, problem }) => [code, problem.split("\n")[0]]),
      [
        [2, '✗ policies does not know "much".'],
        [2, "✗ --all is not an option of policies."],
        [2, '✗ rounds is "0": a whole number, at least 1, is needed.'],
        [2, '✗ switchovers is "few": a whole number, at least 0, is needed.'],
      ],
    );
  });

  it("names a kubeconfig that is not there", async () => {
    for (const name of ["pgbench", "failover"]) {
      const { code, problem } = await byHand(name, "/nowhere/kubeconfig", "shop");
      assert.equal(code, 2);
      assert.match(
        problem,
        /kubeconfig is "\/nowhere\/kubeconfig": there is no such file\.\n {2}Name/,
      );
    }
  });

  it("names a namespace without a database", () =>
    withFakeApi({}, async (kubeconfig) => {
      const none = await byHand("pgbench", kubeconfig, "shop");
      assert.equal(none.code, 2);
      assert.match(none.problem, /^✗ The namespace shop-data has no database: .*\n {2}Name/);
      const unproved = await byHand("failover", kubeconfig, "shop");
      assert.equal(unproved.code, 2);
      assert.match(unproved.problem, /^✗ The namespace shop has no record of .*\n {2}Name/);
    }));

  it("says that no Ollama answers where it was sent", async () => {
    const url = await nobody();
    const { code, problem } = await byHand("exporter", url);
    assert.equal(code, 2);
    assert.ok(problem.startsWith(`✗ No Ollama is at ${url}: connect ECONNREFUSED`), problem);
  });

  it("removes what it made when it is interrupted", async () => {
    const waits = Promise.withResolvers<void>();
    const spec = { imageName: "postgres:18", instances: 1, storage: { size: "1Gi" } };
    const answers = new Proxy<Answers>(
      {},
      {
        get: (_, path: string) => {
          if (/\/pods\/bench-/.test(path)) waits.resolve();
          return path.includes("/clusters/") ? { spec } : { status: { phase: "Pending" } };
        },
      },
    );
    await withFakeApi(answers, async (kubeconfig, asked) => {
      const child = started("pgbench", [kubeconfig, "shop"]);
      await waits.promise;
      child.kill("SIGINT");
      assert.deepEqual(await once(child, "close"), [130, null]);
      const [, run] = /(bench-\w+)-settings/.exec(asked.join("\n"))!;
      const policies = "networking.k8s.io/v1/namespaces";
      assert.deepEqual(
        asked.filter((call) => call.startsWith("DELETE")),
        [
          `DELETE apis/${policies}/shop/networkpolicies/${run}`,
          `DELETE apis/${policies}/shop-data/networkpolicies/${run}`,
          `DELETE api/v1/namespaces/shop/pods/${run}-settings`,
        ],
      );
    });
  });
}).timeout(20_000);
