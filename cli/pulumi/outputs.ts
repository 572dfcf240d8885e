import type { CheckPlan, Credential } from "../../checks/index.ts";
import { UserError } from "../../embedded/progress.ts";
import { commandLine } from "../command.ts";
import type { PulumiEnvironment } from "./environment.ts";
import { output } from "./run.ts";
import { stateOf } from "./stack.ts";

/** What a deployed stack says of itself. */
export interface Outputs {
  checkPlan: CheckPlan;
  /** Credentials that can be rotated, by name. */
  credentials: Record<string, Credential>;
}

/** The outputs that the last `up` of a stack left; a UserError where nothing is deployed. */
export async function outputsOf(stack: string, environment: PulumiEnvironment): Promise<Outputs> {
  const deployed = await stateOf(environment, stack);
  const args = ["stack", "output", "--json", "-s", stack];
  const { checkPlan, credentials = {} } = deployed
    ? (JSON.parse(await output(environment, args)) as Partial<Outputs>)
    : {};
  if (checkPlan) return { checkPlan, credentials };
  throw new UserError(
    `The stack ${stack} has no plan of checks: nothing is deployed.`,
    `Run \`${commandLine("up", stack)}\` first.`,
  );
}
