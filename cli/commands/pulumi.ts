import { spawn } from "node:child_process";
import { constants } from "node:os";

import type { Progress } from "../../embedded/progress.ts";
import type { Command, Given } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { keepingSaltsOut } from "../pulumi/stack-file.ts";
import { openWorkspace } from "../workspace.ts";

export const pulumi: Command = {
  name: "pulumi",
  summary: "the plain Pulumi CLI in the project's environment",
  usage: "<arguments of pulumi>",
  details:
    "Runs the Pulumi CLI with the project's PULUMI_HOME, backend and passphrase. What is set in\n" +
    "the environment, such as PULUMI_BACKEND_URL or PULUMI_CONFIG_PASSPHRASE_FILE, wins.",
  options: {},
  verbatim: true,
  examples: [
    ["npm run pulumi -- stack output -s local", "addresses and the plan of checks"],
    ["npm run pulumi -- preview --diff -s local", "every field that would change"],
    ["npm run pulumi -- refresh -s local", "take over into the state what changed outside"],
  ],
  run: runPulumi,
};

async function runPulumi({ all }: Given, progress: Progress): Promise<number> {
  const { environment } = await openWorkspace(progress);
  return keepingSaltsOut(environment, () => {
    const child = spawn(environment.pulumi, all, { stdio: "inherit", env: environment.env });
    // It shares our terminal and so gets a Ctrl-C itself; only a request to end at once is ours.
    const stop = (atOnce: boolean) => atOnce && child.kill("SIGKILL");
    const ended = new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    });
    return interruptible(stop, () => ended).finally(() => environment.server?.settle());
  });
}
