import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** How a command runs; everything else is inherited. */
export interface RunOptions {
  /** @default - this process's */
  cwd?: string;
  /** Variables on top of this process's own; `undefined` removes one. */
  env?: Record<string, string | undefined>;
  /** Called with each line of either output as it comes. */
  onLine?: (line: string) => void;
  /** What the command reads. @default - nothing */
  input?: string;
}

/** A command that could not be started or did not end well. */
export class CommandError extends Error {
  /** Exit code; `undefined` when the command did not start or was killed. */
  readonly code: number | undefined;
  /** Last lines of both outputs. */
  readonly tail: string[];

  constructor(command: string, why: string, code: number | undefined, tail: string[]) {
    super([`${command} ${why}`, ...tail].join("\n"));
    this.name = "CommandError";
    this.code = code;
    this.tail = tail;
  }
}

const keptLines = 15;

/** Runs a command to its end and gives what it wrote to standard output. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env, onLine = () => {}, input } = options;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  const output: string[] = [];
  const tail: string[] = [];
  const follow = (line: string) => {
    tail.push(line);
    if (tail.length > keptLines) tail.shift();
    onLine(line);
  };
  createInterface({ input: child.stdout! }).on("line", (line) => {
    output.push(line);
    follow(line);
  });
  createInterface({ input: child.stderr! }).on("line", follow);
  child.stdin?.on("error", () => {}).end(input);
  child.on("error", (error) => reject(new CommandError(command, error.message, undefined, tail)));
  child.on("close", (code, signal) => {
    if (code === 0) resolve(output.join("\n"));
    else {
      const why = code === null ? `was ended by ${signal}` : `ended with exit code ${code}`;
      reject(new CommandError(command, why, code ?? undefined, tail));
    }
  });
  return promise;
}
