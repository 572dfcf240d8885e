import { globSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { ScreenProgress, elapsed } from "../../../cli/progress.ts";
import { readImports } from "./imports.ts";
import { Failure, type Result, testMutants } from "./run.ts";

const usage = `Usage: npm run mutants -- [files or folders under policies/] [options]

Changes one condition of the policies at a time and runs their tests: a change that no test
notices is a hole in the tests. Without files: all rules, engines and readers.

Options
  --seconds <number>  start no further mutant after so many seconds (default: 900)
  --workers <number>  processes, 1 or 2 (default: 2)
  --help              this text

Examples
  npm run mutants -- policies/security/sysctls.ts    a rule, in seconds
  npm run mutants -- policies/rbac                   a folder
  npm run mutants                                    everything, in minutes

Exit code: 0 every mutant was noticed, 1 some were not or were not tried, 2 it could not run.
`;

async function main(): Promise<number> {
  const { files, seconds, workers } = read(process.argv.slice(2));
  const progress = new ScreenProgress(process.stderr, process.env);
  const started = performance.now();
  const left = () => started + seconds * 1000 - performance.now();
  const results = await testMutants(files, { imports: readImports(), workers, left, progress });
  console.log(summary(results));
  const [all, noticed] = [sum(results, "mutants"), sum(results, "killed")];
  const untried = sum(results, "untried");
  const more = untried === 0 ? "" : `; ${untried} not tried: give more --seconds or fewer files`;
  const survived = all - noticed - untried;
  console.log(`${all} mutants: ${noticed} killed, ${survived} survived${more}`);
  console.log(`in ${elapsed(performance.now() - started)}`);
  return all === noticed ? 0 : 1;
}

function read(args: string[]) {
  const { values, positionals } = parse(args);
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const seconds = Number(values.seconds);
  const workers = Number(values.workers);
  if (!(seconds > 0)) throw new Failure(`--seconds is ${values.seconds}: a number is needed`);
  if (![1, 2].includes(workers)) throw new Failure(`--workers is ${values.workers}: 1 or 2`);
  const files = positionals.length > 0 ? positionals.flatMap(filesAt) : filesAt("policies");
  return { files: [...new Set(files)].sort(), seconds, workers };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        seconds: { type: "string", default: "900" },
        workers: { type: "string", default: "2" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}

/** Files of the policies at a path; how files are read and reported is not among them by default. */
function filesAt(given: string): string[] {
  const place = path.relative(process.cwd(), path.resolve(given));
  const found = place.endsWith(".ts") ? globSync(place) : globSync(`${place}/**/*.ts`);
  const files = found.filter((file) => file.startsWith("policies/"));
  if (files.length === 0) throw new Failure(`${given}: no TypeScript files of policies/ there`);
  return place === "policies" ? files.filter((file) => !file.startsWith("policies/judge/")) : files;
}

function summary(results: readonly Result[]): string {
  const folders = Map.groupBy(results, ({ file }) => path.dirname(file));
  return [...folders]
    .map(([folder, members]) => {
      const counts = `${sum(members, "killed")} of ${sum(members, "mutants")} killed`;
      return `${folder.padEnd(28)} ${counts}`;
    })
    .join("\n");
}

function sum(results: readonly Result[], key: "mutants" | "killed" | "untried"): number {
  return results.reduce((total, result) => total + result[key], 0);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`\n✗ ${error.message}\n  See npm run mutants -- --help`);
  process.exitCode = 2;
}
