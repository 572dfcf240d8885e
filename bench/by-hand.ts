import { ClusterError } from "../checks/cluster/cluster.ts";
import { JobError } from "../checks/jobs/run-job.ts";
import { type Command, typedAs } from "../cli/command.ts";
import { interruptible } from "../cli/interrupt.ts";
import { exitCodes } from "../cli/project.ts";
import { endWith, runCommand } from "../cli/run-command.ts";
import { UserError } from "../embedded/progress.ts";

type Told<Needed extends string, May> = Record<Needed, string> & May;

/** A benchmark that is run as `node bench/<name>.ts <words>`. */
export interface Benchmark<Needed extends string, May extends Record<string, string | number>, R> {
  /** Name of its file. */
  name: string;
  /** What it measures, in a paragraph. */
  details: string;
  /** Words that have to follow, in this order. */
  needed: readonly Needed[];
  /** Words that may follow those, in this order, and what each is where it is left out. */
  may: May;
  /** Least value of the numbers among them. @default 1 */
  least?: number;
  /** Command lines, each with what it is for. */
  examples: Command["examples"];
  measure: (told: Told<Needed, May>, report: (line: string) => void) => Promise<R>;
  show: (result: R) => void;
}

/** Runs a benchmark with the words of this process, as the command line runs its commands. */
export function runByHand<
  Needed extends string,
  May extends Record<string, string | number>,
  Result,
>(benchmark: Benchmark<Needed, May, Result>): Promise<never> {
  return endWith(() => runCommand(commandOf(benchmark), process.argv.slice(2)));
}

function commandOf<Needed extends string, May extends Record<string, string | number>, Result>(
  benchmark: Benchmark<Needed, May, Result>,
): Command {
  const { name, details, needed, may, examples, measure, show } = benchmark;
  const standards = Object.entries(may).map(([word, standard]) => `${word} is ${standard}`);
  const command: Command = {
    name,
    typed: `node bench/${name}.ts`,
    summary: details,
    usage: [
      ...needed.map((word) => `<${word}>`),
      ...Object.keys(may).map((word) => `[${word}]`),
    ].join(" "),
    details: [
      details,
      ...(standards.length > 0 ? [`Left out, ${standards.join(", ")}.`] : []),
    ].join("\n"),
    options: {},
    positionals: "any",
    examples,
    run: async ({ positionals }, progress) => {
      const told = wordsOf(benchmark, positionals, `See \`${typedAs(command)} --help\`.`);
      const result = await progress.step("Measure", () =>
        // What is measured ends itself at a signal, once what it made is removed.
        interruptible(
          () => {},
          () => measure(told, (line) => progress.note(line)).catch(retell),
        ),
      );
      show(result);
      return exitCodes.ok;
    },
  };
  return command;
}

/** The words by their names, numbers as numbers; a UserError for one too few, one too many, no number. */
function wordsOf<Needed extends string, May extends Record<string, string | number>, Result>(
  { name, needed, may, least = 1 }: Benchmark<Needed, May, Result>,
  given: readonly string[],
  remedy: string,
): Told<Needed, May> {
  const words = [...needed, ...Object.keys(may)];
  if (given.length < needed.length) {
    const missing = needed.slice(given.length).map((word) => `<${word}>`);
    throw new UserError(`${name} needs ${missing.join(" and ")}.`, remedy);
  }
  if (given.length > words.length) {
    throw new UserError(`${name} does not know "${given[words.length]}".`, remedy);
  }
  const told = given.map((value, at) => {
    const word = words[at]!;
    if (typeof may[word] !== "number") return [word, value];
    if (/^\d+$/.test(value) && Number(value) >= least) return [word, Number(value)];
    const need = `a whole number, at least ${least}, is needed`;
    throw new UserError(`${word} is "${value}": ${need}.`, remedy);
  });
  return { ...may, ...Object.fromEntries(told) } as Told<Needed, May>;
}

/** What a cluster or a Job on it cannot do is no fault of this program. */
function retell(error: unknown): never {
  if (!(error instanceof ClusterError || error instanceof JobError)) throw error;
  throw new UserError(
    `The cluster cannot be measured: ${error.message}.`,
    "Name a kubeconfig that leads to it, and see that the checks of its stack pass: `npm run check`.",
  );
}
