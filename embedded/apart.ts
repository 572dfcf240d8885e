import { run, type RunOptions } from "./command.ts";

const namespaces = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"];

/**
 * Runs a command in mount and process namespaces of its own, and only while this process lives:
 * whatever it mounts or starts is gone when it ends, even when it is killed.
 */
export function runApart(command: string[], options: RunOptions): Promise<string> {
  const apart = ["--pdeathsig", "KILL", "unshare", ...namespaces, "--mount-proc", ...command];
  return run("setpriv", apart, options);
}
