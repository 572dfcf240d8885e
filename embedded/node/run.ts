import { spawn } from "node:child_process";

export interface RunOptions {
  /** What the command reads. */
  input?: string;
  /** Environment in addition to this process's. */
  env?: Record<string, string>;
  /** Called with each line of output, as it comes. */
  onLine?: (line: string) => void;
  /** Killed after so many milliseconds. @default - never */
  timeout?: number;
}

/** Runs a command to its end and gives its output; throws with the end of its errors. */
export async function run(command: string[], options: RunOptions = {}): Promise<string> {
  const { code, output, errors } = await attempt(command, options);
  if (code === 0) return output;
  const tail = (errors.trim() || output.trim()).split("\n").slice(-12).join("\n");
  throw new Error(`${command.join(" ").slice(0, 300)} ended with ${code}: ${tail}`);
}

/** Runs a command to its end, whatever its exit code; 127 when there is no such command. */
export function attempt(
  [program = "", ...args]: string[],
  { input = "", env = {}, onLine, timeout }: RunOptions = {},
): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, timeout });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (onLine) for (const line of text.split("\n")) if (line.trim()) onLine(line.trim());
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.stdin.on("error", () => undefined).end(input);
    child.on("error", (error) => resolve({ code: 127, output, errors: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 128, output, errors }));
  });
}

/** Asks `done` every `everyMs` until it says true; false when `timeoutMs` have passed before. */
export async function until(
  done: () => boolean | Promise<boolean>,
  timeoutMs: number,
  everyMs = 100,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await done())) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return true;
}
