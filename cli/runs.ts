import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { type RunDocument, directoryOf, latestRun, summaryTable } from "../checks/index.ts";
import { UserError } from "../embedded/progress.ts";
import { commandLine } from "./command.ts";
import { stateFolder } from "./project.ts";

/** Where run documents and their reports are kept. */
export const runsFolder = stateFolder("runs");

/** File names of the reports. */
export const reportFiles = {
  html: "report.html",
  md: "report.md",
  junit: "junit.xml",
  json: "run.json",
} as const;

/** Path of a report of a run. */
export function reportPath(document: RunDocument, format: keyof typeof reportFiles): string {
  return join(directoryOf(runsFolder, document), reportFiles[format]);
}

/** The stack's last run; a UserError if there is none. */
export async function lastRun(stack: string): Promise<RunDocument> {
  const document = await latestRun(runsFolder, stack);
  if (document) return document;
  throw new UserError(
    `Nothing was measured yet on the stack ${stack}.`,
    `Run \`${commandLine("up", stack)}\` first.`,
  );
}

/** The table of a run and the path of its report, for a terminal. */
export function summary(document: RunDocument): string {
  return `${summaryTable(document)}\n\nReport: ${reportPath(document, "html")}`;
}

/** Text of a report of a run. */
export function readReport(document: RunDocument, format: keyof typeof reportFiles) {
  return readFile(reportPath(document, format), "utf8");
}
