import { spawn } from "node:child_process";

import { type Progress, UserError } from "../../embedded/progress.ts";
import { prepareCluster } from "../cluster.ts";
import type { Command, Given } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { exitCodes, inProject, projectRoot } from "../project.ts";
import { openWorkspace } from "../workspace.ts";

/** Tests by what became of them. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const test: Command = {
  name: "test",
  summary: "types, lint, unit tests, and tests on an embedded cluster",
  usage: "[unit | cluster] [--no-cluster]",
  details:
    "Without a word: all of them, as CI does. The cluster tests start an embedded cluster of their\n" +
    "own, shakedown-test, and never touch a running environment; they need root. Where they cannot\n" +
    "run the result is a failure, unless --no-cluster says that this is known.",
  options: { "no-cluster": { type: "boolean", description: "leave out what needs a cluster" } },
  positionals: ["unit", "cluster"],
  examples: [
    ["npm test", "everything"],
    ["npm run test:unit", "seconds instead of minutes"],
    ["npm test -- --no-cluster", "on a machine without root"],
  ],
  run: runTest,
};

interface Part {
  name: string;
  run: (progress: Progress) => Promise<Counts>;
}

const one = (ok: boolean): Counts => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
const tool = (name: string, ...args: string[]) =>
  [process.execPath, inProject("node_modules", name), ...args] as const;

const quick: Part[] = [
  command("Types", tool("typescript/bin/tsc")),
  command("Lint", tool("eslint/bin/eslint.js", ".")),
  command("Format", tool("prettier/bin/prettier.cjs", "--check", ".")),
  { name: "Unit tests", run: () => mocha("unit") },
];
const cluster: Part = {
  name: "Cluster tests",
  run: async (progress) => {
    await prepareCluster({ embedded: "shakedown-test", ai: true }, progress);
    await openWorkspace(progress);
    return mocha("cluster");
  },
};

async function runTest({ options, positionals }: Given, progress: Progress): Promise<number> {
  const all = positionals.length === 0;
  const wanted = [
    ...(all || positionals.includes("unit") ? quick : []),
    ...((all && !options["no-cluster"]) || positionals.includes("cluster") ? [cluster] : []),
  ];
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const part of wanted) add(counts, await runPart(part, progress));
  console.log(`\n${closingLine(counts)}`);
  return counts.failed > 0 || counts.passed === 0 ? exitCodes.refused : exitCodes.ok;
}

/** A part that cannot run is a failure that says why. */
async function runPart({ name, run }: Part, progress: Progress): Promise<Counts> {
  try {
    return await run(progress);
  } catch (error) {
    const why = error instanceof UserError ? `${error.message} ${error.remedy}` : error;
    console.error(`✗ ${name} did not run:`, why);
    return one(false);
  }
}

/** The last line of a test run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function add(sum: Counts, { passed, failed, skipped }: Counts): void {
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
}

/** A program whose exit code is the result; what it prints is shown when it fails. */
function command(name: string, [file, ...args]: readonly [string, ...string[]]): Part {
  return {
    name,
    run: async (progress) => {
      let shown = "";
      const step = progress.step(name, async () => {
        const { code, output } = await execute(file, args, "collect");
        shown = output;
        if (code !== 0) throw new Error(name);
      });
      const ok = await step.then(
        () => true,
        () => false,
      );
      if (!ok) console.error(shown);
      return one(ok);
    },
  };
}

async function mocha(kind: "unit" | "cluster"): Promise<Counts> {
  const files =
    kind === "unit"
      ? []
      : ["--no-config", "--require", "tests/cluster/harness.ts", "tests/cluster/**/*.test.ts"];
  const [file, ...args] = tool("mocha/bin/mocha.js", ...files);
  const { code, output } = await execute(file, args, "show");
  const counts = countsIn(output);
  return code === 0 ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** What mocha's closing lines count; a run without them failed. */
export function countsIn(output: string): Counts {
  const count = (word: string) => {
    const found = [...output.matchAll(new RegExp(`^ *(\\d+) ${word}\\b`, "gm"))].at(-1);
    return found && Number(found[1]);
  };
  const passed = count("passing");
  const failed = count("failing") ?? (passed === undefined ? 1 : 0);
  return { passed: passed ?? 0, failed, skipped: count("pending") ?? 0 };
}

/** Runs a program and gives its exit code and what it printed. */
async function execute(file: string, args: readonly string[], mode: "collect" | "show") {
  const child = spawn(file, args, { cwd: projectRoot, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const take = (data: Buffer) => {
    output += data;
    if (mode === "show") process.stdout.write(data);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? exitCodes.broken));
  });
  const stop = (atOnce: boolean) => child.kill(atOnce ? "SIGKILL" : "SIGINT");
  return { code: await interruptible(stop, () => ended), output };
}
