import { acceptBaseline } from "../../checks/index.ts";
import { UserError } from "../../embedded/progress.ts";
import { type Command, type Given, commandLine } from "../command.ts";
import { exitCodes, inProject } from "../project.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { runsFolder } from "../runs.ts";
import { stackOption } from "./options.ts";

export const baseline: Command = {
  name: "baseline",
  summary: "accept what was measured as the baseline of later runs",
  usage: "accept [-s <stack>] [--check <check>] [--replace]",
  details:
    "Adds the recent runs that are like the last one to baselines/<stack>/<check>.json. Later runs\n" +
    "on the same machine are compared with it. Commit the file: a pull request is where a changed\n" +
    "baseline is reviewed.",
  options: {
    stack: stackOption,
    check: { type: "string", value: "check", description: "only this check" },
    replace: {
      type: "boolean",
      description: "drop what was accepted before, after a change that was meant",
    },
  },
  positionals: ["accept"],
  examples: [
    ["npm run baseline -- accept", "the recent runs of the local stack"],
    ["npm run baseline -- accept --check load --replace", "start anew with the load"],
  ],
  run: runBaseline,
};

async function runBaseline({ options, positionals }: Given): Promise<number> {
  const stack = options.stack as string;
  if (positionals.length !== 1) {
    throw new UserError(
      "baseline needs to be told what to do.",
      `Say \`${commandLine("baseline", stack, "accept")}\`; \`--help\` explains it.`,
    );
  }
  await clusterSettings(stack); // a slip in its name is told first
  const accepted = await acceptBaseline({
    runs: runsFolder,
    baselines: inProject("baselines"),
    stack,
    check: options.check as string | undefined,
    replace: options.replace === true,
  }).catch((error: Error) => {
    throw new UserError(
      error.message,
      `\`${commandLine("check", stack)}\` measures anew; --replace drops what was accepted before.`,
    );
  });
  for (const { check, path, added, total } of accepted) {
    console.log(`${check}: ${added} runs added, ${total} in ${path}`);
  }
  return exitCodes.ok;
}
