import { spawn } from "node:child_process";
import { constants } from "node:os";

import { UserError } from "../../embedded/progress.ts";
import { interruptible } from "../interrupt.ts";
import { projectRoot } from "../project.ts";
import type { PulumiEnvironment } from "./environment.ts";
import { keepingSaltsOut } from "./stack-file.ts";

/** What a Pulumi command left behind. */
export interface Ran {
  /** 128 and the signal's number when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a Pulumi command to its end. It gets a process group of its own, so that a Ctrl-C reaches it
 * once, through us.
 * @param onLine called with each line that it prints
 */
export function run(
  environment: PulumiEnvironment,
  args: string[],
  onLine: (line: string) => void = () => {},
): Promise<Ran> {
  const child = spawn(environment.pulumi, [...args, "--non-interactive"], {
    cwd: projectRoot,
    env: environment.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    let rest = "";
    child[name].setEncoding("utf8").on("data", (data: string) => {
      output[name] += data;
      const lines = (rest + data).split("\n");
      rest = lines.pop()!;
      lines.forEach(onLine);
    });
  }
  const stop = (atOnce: boolean) => child.kill(atOnce ? "SIGKILL" : "SIGINT");
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({ ...output, code: code ?? 128 + constants.signals[signal!] }),
    );
  });
  return keepingSaltsOut(environment, () =>
    interruptible(stop, () => ended).finally(() => environment.server?.settle()),
  );
}

/** Runs a Pulumi command that has to succeed, and gives what it printed. */
export async function output(environment: PulumiEnvironment, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(environment, args);
  if (code === 0) return stdout;
  throw failed(args, stdout + stderr);
}

const known: [RegExp, (text: string) => [string, string]][] = [
  [
    /incorrect passphrase/,
    () => [
      "The passphrase does not open the secrets of this stack.",
      "Set PULUMI_CONFIG_PASSPHRASE_FILE to the right one, or put the right one back into " +
        ".shakedown/passphrase.",
    ],
  ],
  [
    /no such host|connection refused|could not (connect|open|list) .*(bucket|backend)/i,
    (text) => [
      `Pulumi's backend cannot be reached: ${lastError(text)}`,
      "Check PULUMI_BACKEND_URL.",
    ],
  ],
];

const lastError = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("error: "))
    .at(-1)
    ?.slice("error: ".length) ?? text.trim().split("\n").at(-1)!;

/** The failure of a command, in words. */
export function failed(args: string[], text: string): UserError {
  const match = known.find(([pattern]) => pattern.test(text));
  const [problem, remedy] = match?.[1](text) ?? [
    `pulumi ${args.slice(0, 2).join(" ")} failed: ${lastError(text)}`,
    `Run \`npm run pulumi -- ${args.join(" ")}\` to see all that it says.`,
  ];
  return new UserError(problem, remedy);
}
