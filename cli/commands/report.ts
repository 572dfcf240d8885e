import { spawn } from "node:child_process";

import { UserError } from "../../embedded/progress.ts";
import type { Command, Given } from "../command.ts";
import { exitCodes } from "../project.ts";
import { clusterSettings } from "../pulumi/stack-file.ts";
import { lastRun, readReport, reportFiles, reportPath, summary } from "../runs.ts";
import { stackOption } from "./options.ts";

const formats = Object.keys(reportFiles) as (keyof typeof reportFiles)[];

export const report: Command = {
  name: "report",
  summary: "show the last report, or print it in another form",
  usage: "[-s <stack>] [--open | --path | --format <form>]",
  details:
    "Without options: a table of the last run and the path of its report. Says what was found; it\n" +
    "is `npm run check` that fails when the checks do.",
  options: {
    stack: stackOption,
    open: { type: "boolean", description: "open the HTML report in a browser" },
    path: { type: "boolean", description: "print the path of the report and nothing else" },
    format: {
      type: "string",
      value: "form",
      oneOf: formats,
      description: "print the report itself, or with --path its path, in this form",
    },
  },
  examples: [
    ["npm run report", "the last run of the local stack"],
    ["npm run report -- --format md", "for a pull request"],
    ["npm run report -- -s staging --open", "in a browser"],
  ],
  run: runReport,
};

async function runReport({ options }: Given): Promise<number> {
  await clusterSettings(options.stack as string);
  const document = await lastRun(options.stack as string);
  const format = (options.format as keyof typeof reportFiles | undefined) ?? "html";
  if (options.path) console.log(reportPath(document, format));
  else if (options.open) await open(reportPath(document, "html"));
  else if (options.format) process.stdout.write(await readReport(document, format));
  else console.log(summary(document));
  return exitCodes.ok;
}

async function open(path: string): Promise<void> {
  const program = process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(program, [path], { stdio: "ignore", detached: true });
  await new Promise<void>((resolve, reject) => {
    child.on("spawn", resolve);
    child.on("error", () =>
      reject(new UserError(`${program} is not there to open a browser.`, `Open ${path} yourself.`)),
    );
  });
  child.unref();
}
