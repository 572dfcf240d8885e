import {
  type Credential,
  JobError,
  type Step,
  exitCode,
  rotate as rotateUnderLoad,
} from "../../checks/index.ts";
import { type Progress, UserError } from "../../embedded/progress.ts";
import { needRunning } from "../cluster.ts";
import { type Command, type Given, commandLine } from "../command.ts";
import { policyFlags } from "../deploy.ts";
import { interruptible } from "../interrupt.ts";
import { nearest } from "../nearest.ts";
import { exitCodes } from "../project.ts";
import type { PulumiEnvironment } from "../pulumi/environment.ts";
import { outputsOf } from "../pulumi/outputs.ts";
import { run } from "../pulumi/run.ts";
import { clusterSettings, setSetting } from "../pulumi/stack-file.ts";
import { ensureStack } from "../pulumi/stack.ts";
import { summary } from "../runs.ts";
import { openWorkspace } from "../workspace.ts";
import { stackOption } from "./options.ts";

export const rotate: Command = {
  name: "rotate",
  summary: "change a password with no failed request",
  usage: "<credential> [-s <stack>] | --list [-s <stack>]",
  details:
    "Gives a database role another login with a new password, points its clients' Secret to it, waits\n" +
    "until they had time to take it, and shuts the old login out. Meanwhile a client of the role asks\n" +
    "without a pause: no step is taken while a request fails. Each step is noted in the stack's\n" +
    "settings (data.postgres.rotation.steps) before it is taken: commit the file. After an\n" +
    "interruption the same command goes on where it was, and `up` keeps what was reached. Writes a\n" +
    "report, and exits with 0 if nothing failed, 1 if a request did, 2 if something broke.",
  options: {
    stack: stackOption,
    list: { type: "boolean", description: "name the credentials, and where each stands" },
  },
  positionals: "any",
  examples: [
    ["npm run rotate -- app", "the login of the service, on the local stack"],
    ["npm run rotate -- --list -s staging", "what can be rotated there"],
  ],
  run: runRotate,
};

async function runRotate({ options, positionals }: Given, progress: Progress): Promise<number> {
  const stack = options.stack as string;
  if (!options.list && positionals.length !== 1) throw nameOne(stack);
  const settings = await clusterSettings(stack);
  const { environment } = await openWorkspace(progress);
  const { credentials } = await outputsOf(stack, environment);
  if (options.list) {
    for (const line of listed(credentials, stack)) console.log(line);
    return exitCodes.ok;
  }
  const name = positionals[0]!;
  const credential = credentialOf(name, credentials);
  needRunning(settings, stack);
  await ensureStack(environment, stack, progress);
  const { document, result } = await progress.step(`Rotate ${name} of ${stack}`, (report) =>
    underLoad({ environment, stack, name, report }, credential),
  );
  console.log(`\n${summary(document)}`);
  return exitCode(result);
}

interface Means {
  environment: PulumiEnvironment;
  stack: string;
  name: string;
  report: (line: string) => void;
}

/** Brings about what the settings say already, and then takes the steps that are left. */
async function underLoad(means: Means, { targets }: Credential) {
  const { environment, stack, name, report } = means;
  report("bringing about what the settings say");
  await deploy(means, targets);
  const { checkPlan, credentials } = await outputsOf(stack, environment);
  const credential = credentials[name]!;
  let { steps } = credential;
  const advance = async (step: Step) => {
    report(`step ${step} of 3: ${words[step]}`);
    steps++;
    await setSetting(stack, ["shakedown:data", "postgres", "rotation", "steps", name], steps);
    await deploy(means, targets).catch((error: UserError) => {
      throw new JobError(`step ${step} of 3 could not be taken: ${error.message}`);
    });
  };
  // The check ends itself at a signal, once what it made is removed.
  return interruptible(
    () => {},
    () => rotateUnderLoad(checkPlan, credential, advance, report),
  );
}

const words: Record<Step, string> = {
  1: "letting the other login in, with a new password",
  2: "giving it to the clients",
  3: "shutting the old login out",
};

/** An `up` of the named resources alone: whatever else is to be changed waits for its own. */
async function deploy({ environment, stack }: Means, targets: string[]): Promise<void> {
  const named = targets.flatMap((urn) => ["--target", urn]);
  const flags = ["--yes", "--skip-preview", ...policyFlags(), ...named];
  const { code, stdout, stderr } = await run(environment, ["up", "-s", stack, ...flags]);
  if (code === 0) return;
  throw new UserError(
    errorsIn(stdout + stderr),
    `Run \`${commandLine("up", stack)}\` to its end, then rotate again.`,
  );
}

/** What an update says went wrong, but for that it went wrong. */
export function errorsIn(text: string): string {
  const found = [...text.matchAll(/^\s*(?:\*\*failed\*\* )?error: (.*)$/gm)].map(
    ([, said]) => said!,
  );
  const told = found.filter((said) => !/^(update|preview) failed$/.test(said));
  return [...new Set(told)].join("; ") || "the update failed, and did not say why";
}

const nameOne = (stack: string) =>
  new UserError(
    "rotate needs the name of one credential.",
    `\`${commandLine("rotate", stack, "--list")}\` names them.`,
  );

/** The credential of that name; a UserError that names those that there are. */
export function credentialOf(name: string, credentials: Record<string, Credential>): Credential {
  const found = credentials[name];
  if (found) return found;
  const names = Object.keys(credentials);
  if (names.length === 0) {
    const remedy = "Those of the database can be: see data.postgres in docs/settings.md.";
    throw new UserError("This stack has no credential that can be rotated.", remedy);
  }
  const like = nearest(name, names);
  const known = `The credentials are ${names.join(", ")}.`;
  throw new UserError(
    `There is no credential "${name}".`,
    like ? `Did you mean ${like}? ${known}` : known,
  );
}

/** A line for each credential. */
export function listed(credentials: Record<string, Credential>, stack: string): string[] {
  return Object.entries(credentials).map(([name, { steps, spec }]) => {
    const times = Math.floor(steps / 3);
    const stage = steps % 3;
    const login = stage === 2 ? spec.to.name : spec.from;
    const goOn = commandLine("rotate", stack, name);
    const rest = stage ? `; step ${stage} of 3 was the last: \`${goOn}\` goes on` : "";
    return `${name}: login ${login}, rotated ${times === 1 ? "once" : `${times} times`}${rest}`;
  });
}
