import { type ChildProcess, fork } from "node:child_process";
import { basename } from "node:path";

import type { Progress } from "../../../embedded/progress.ts";
import { type Imports, urlOf } from "./imports.ts";
import { mutantsOf } from "./mutate.ts";
import type { Answer, Order } from "./worker.ts";

/** What became of a file's mutants. */
export interface Result {
  file: string;
  mutants: number;
  killed: number;
  untried: number;
}

/** What keeps a run from starting. */
export class Failure extends Error {}

interface Run {
  imports: Imports;
  workers: number;
  /** Milliseconds until no further mutant is started. */
  left: () => number;
  progress: Progress;
}

/** Milliseconds until an order counts as hung: no spec takes nearly as long as one mutant may. */
const patience = { mutant: 90_000, allSpecs: 300_000 };

/** A process that runs specs, replaced when it hangs or is full. */
class Runner {
  #child: ChildProcess | undefined;

  /** The answer to an order; undefined from a process that hung or broke. */
  async ask(order: Order, limit = patience.mutant): Promise<Answer | undefined> {
    const child = (this.#child ??= started());
    const answer = await new Promise<Answer | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), limit);
      const end = (result?: Answer) => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(result);
      };
      child.on("message", (result) => end(result as Answer));
      child.on("exit", () => end());
      child.send(order);
    });
    if (!answer || answer.full) this.stop();
    return answer;
  }

  stop(): void {
    this.#child?.removeAllListeners();
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}

function started(): ChildProcess {
  return fork(new URL("worker.ts", import.meta.url), {
    execArgv: ["--no-warnings"],
    serialization: "advanced",
    stdio: "ignore", // what the tests of commands print
  });
}

/** Tries the mutants of the files, and tells of each that survives as it goes. */
export async function testMutants(files: readonly string[], run: Run): Promise<Result[]> {
  const { imports, workers, progress } = run;
  const runners = Array.from({ length: workers }, () => new Runner());
  try {
    const took = await progress.step("Run the tests without mutants", () =>
      unchanged(runners[0]!, imports),
    );
    return await progress.step("Run them with each mutant", async (report) => {
      const results: Result[] = [];
      const waiting = [...files];
      const work = async (runner: Runner) => {
        for (let file = waiting.shift(); file; file = waiting.shift()) {
          report(`${files.length - waiting.length} of ${files.length} files, ${file}`);
          results.push(await testFile(file, specsFor(file, imports, took), runner, run));
        }
      };
      await Promise.all(runners.map(work));
      return results.filter(({ mutants }) => mutants > 0).sort(byFile);
    });
  } finally {
    for (const runner of runners) runner.stop();
  }
}

const byFile = (a: Result, b: Result) => (a.file < b.file ? -1 : 1);

/** The tests as they are, loaded as mutants are: what each spec takes. */
async function unchanged(runner: Runner, imports: Imports): Promise<ReadonlyMap<string, number>> {
  const { specs, texts } = imports;
  const answer = await runner.ask({ stale: new Set(texts.keys()), specs }, patience.allSpecs);
  if (!answer) throw new Failure("the tests end their process, even without a mutant");
  if (answer.failed) throw new Failure(`${basename(answer.failed)} fails, even without a mutant`);
  return answer.took;
}

/** The specs that can notice a change of the file: first the likeliest, of these the quickest. */
function specsFor(file: string, imports: Imports, took: ReadonlyMap<string, number>): string[] {
  const url = urlOf(file);
  const reached = imports.dependents(url);
  const controls = imports.texts.get(url)?.match(/"[a-z]+\.[A-Za-z.]+"/g) ?? [];
  const rank = (spec: string) => {
    if (imports.imports(spec, url)) return 0;
    const text = imports.texts.get(spec) ?? "";
    return controls.some((control) => text.includes(control)) ? 1 : 2;
  };
  return imports.specs
    .filter((spec) => reached.has(spec))
    .sort((a, b) => rank(a) - rank(b) || took.get(a)! - took.get(b)!);
}

async function testFile(file: string, specs: string[], runner: Runner, run: Run): Promise<Result> {
  const { imports, left, progress } = run;
  const url = urlOf(file);
  const stale = imports.dependents(url);
  const mutants = mutantsOf(imports.texts.get(url)!);
  const result = { file, mutants: mutants.length, killed: 0, untried: 0 };
  for (const { line, what, text } of mutants) {
    if (left() <= 0) {
      result.untried++;
      continue;
    }
    const answer = await runner.ask({ mutated: { url, text }, stale, specs });
    if (answer && answer.failed === undefined) progress.note(`  survived: ${file}:${line} ${what}`);
    else result.killed++;
    const last = answer?.failed;
    if (last) specs = [last, ...specs.filter((spec) => spec !== last)]; // likely to kill the next
  }
  return result;
}
