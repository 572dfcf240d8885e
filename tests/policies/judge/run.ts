import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { main } from "../../../policies/judge/index.ts";

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the judge in a folder of its own that holds `files`, as the command line does. */
export async function run(args: string[], files: Record<string, string>): Promise<Run> {
  const folder = mkdtempSync(path.join(tmpdir(), "judge-"));
  const [home, write, error] = [process.cwd(), process.stdout.write, console.error];
  const out: string[] = [];
  const err: string[] = [];
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    process.chdir(folder);
    process.stdout.write = ((text: string) => out.push(text) > 0) as typeof write;
    console.error = (text: string) => err.push(text);
    const code = await main(args);
    return { code, stdout: out.join(""), stderr: err.join("\n") };
  } finally {
    process.stdout.write = write;
    console.error = error;
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
}

/** Findings of a run in our own format. */
export async function findings(args: string[], files: Record<string, string>): Promise<any[]> {
  const { stdout, stderr } = await run(["--format", "json", ...args], files);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout).findings;
}
