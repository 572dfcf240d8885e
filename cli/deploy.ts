import { existsSync } from "node:fs";

import { UserError } from "../embedded/progress.ts";
import type { Progress } from "../embedded/progress.ts";
import { inProject } from "./project.ts";
import { Deployment } from "./pulumi/deployment.ts";
import type { PulumiEnvironment } from "./pulumi/environment.ts";
import { receiveEvents } from "./pulumi/events.ts";
import { run } from "./pulumi/run.ts";

/** What a deployment or its preview came to. */
export interface Outcome {
  code: number;
  deployment: Deployment;
  /** What the CLI printed: of use when it failed before its first event. */
  output: string;
}

/** Steps of a command as the user sees them. */
interface Names {
  planning: string;
  doing: string;
}

/** Flags that have every policy of the project judge a deployment before it begins. */
export function policyFlags(): string[] {
  if (!existsSync(inProject("policies/PulumiPolicy.yaml"))) {
    throw new UserError("policies/PulumiPolicy.yaml is missing.", "Restore it with git.");
  }
  const config = inProject("policies/config.json");
  const flags = ["--policy-pack", inProject("policies")];
  return existsSync(config) ? [...flags, "--policy-pack-config", config] : flags;
}

/** Runs `pulumi up`, `preview` or `destroy` and shows what it does. */
export async function follow(
  environment: PulumiEnvironment,
  args: string[],
  names: Names,
  progress: Progress,
  showPlan: boolean = false,
): Promise<Outcome> {
  const deployment = new Deployment(progress, names, showPlan);
  const events = await receiveEvents((event) => deployment.on(event));
  try {
    // The flag is there for programs that drive Pulumi; this makes the CLI accept it.
    const env = { ...environment.env, PULUMI_DEBUG_COMMANDS: "true" };
    const flags = ["--event-log", events.address];
    const ran = await run({ ...environment, env }, [...args, ...flags]);
    await deployment.end(ran.code === 0);
    return { code: ran.code, deployment, output: ran.stdout + ran.stderr };
  } finally {
    events.close();
  }
}

/** What went wrong, each in one sentence; with nothing better, what the CLI printed. */
export function problems({ code, deployment, output }: Outcome): string[] {
  const refused = deployment.violations.filter(({ mandatory }) => mandatory);
  const lines = [
    ...refused.map(({ policy, message }) => `${message} [${policy}]`),
    ...deployment.errors,
  ];
  if (code === 0 || lines.length > 0) return lines;
  const errors = [...output.matchAll(/^error: (.*)$/gm)].map(([, said]) => said!);
  return errors.length > 0 ? errors : output.trim().split("\n").slice(-5);
}

/** Whether a policy, and nothing else, stopped the deployment. */
export function refusedByPolicy({ deployment }: Outcome): boolean {
  return deployment.violations.some(({ mandatory }) => mandatory);
}

/** What the policies advise, in one line, such as `3 advisories: security-image-digest (3)`. */
export function adviceLine({ deployment }: Outcome): string | undefined {
  const advice = deployment.violations.filter(({ mandatory }) => !mandatory);
  if (advice.length === 0) return undefined;
  const names = [...new Set(advice.map(({ policy }) => policy))];
  const counted = names.map(
    (name) => `${name} (${advice.filter(({ policy }) => policy === name).length})`,
  );
  return `${advice.length} advisories of the policies: ${counted.join(", ")}`;
}

/** A line for what was changed, such as `12 created, 41 unchanged`. */
export function changeLine({ deployment }: Outcome, planned: boolean = false): string {
  const words: Record<string, [string, string]> = {
    create: ["created", "to create"],
    update: ["updated", "to update"],
    replace: ["replaced", "to replace"],
    delete: ["deleted", "to delete"],
    same: ["unchanged", "unchanged"],
  };
  const parts = Object.entries(words)
    .filter(([op]) => deployment.changes[op])
    .map(([op, [done, due]]) => `${deployment.changes[op]} ${planned ? due : done}`);
  return parts.join(", ") || "nothing to do";
}
