import { join, relative } from "node:path";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import {
  type CheckPlan,
  type CheckSpec,
  type PlannedCheck,
  directoryOf,
  earn,
  latestRun,
  scriptsOf,
} from "../../checks/index.ts";
import { canonical, digest } from "../shared/digest.ts";
import { ours } from "../shared/identity.ts";
import { type Log, type Prover, prove } from "./prove.ts";

export interface GateArgs extends Omit<CheckPlan, "schemaVersion" | "checks"> {
  /** Namespace that receives the records. */
  namespace: pulumi.Input<string>;
  /** What has to be proved, in this order. */
  checks: GateCheck[];
  /** Everything the checks prove something of; a change of any of it runs them again. */
  declared: pulumi.Input<object>;
  /** What must stand before a check runs that does not say what it needs. */
  proves: pulumi.Resource[];
}

export interface GateCheck {
  name: string;
  spec: CheckSpec;
  /**
   * What must stand before it runs, beside the checks before it. A check that measures no speed
   * needs not wait for the rest.
   * @default - all that the gate proves
   */
  needs?: pulumi.Resource[];
}

/**
 * One record for each check, made only after the check has passed on what it names. A failed
 * check leaves no record, so the next update runs it again.
 */
export class Gate extends pulumi.ComponentResource {
  /** The plan that the records were earned by; other runs of the checks follow it. */
  readonly checkPlan: pulumi.Output<CheckPlan>;

  constructor(name: string, args: GateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:gate:Gate", name, args, opts);
    const { namespace, checks, declared, proves, stack, cluster, directories } = args;
    const planned = pulumi.output(declared).apply((what) => plannedChecks(checks, digest(what)));
    const common = { schemaVersion: "1", stack, cluster, directories } as const;
    this.checkPlan = planned.apply((each) => ({ ...common, checks: each }));

    const log = logOf(this); // a record has no URN before its hook is over, the gate has
    let before: pulumi.Resource[] = [];
    for (const [at, check] of checks.entries()) {
      const hook = async () => prove(await valueOf(this.checkPlan), check.name, realProver, log);
      const record = new k8s.core.v1.ConfigMap(
        `${name}-${check.name}`,
        {
          metadata: { name: `gate-${check.name}`, namespace, labels: ours },
          data: planned.apply((each) => recordOf(each[at]!)),
        },
        {
          parent: this,
          dependsOn: [...before, ...(check.needs ?? proves)],
          hooks: { beforeCreate: [hook], beforeUpdate: [hook] },
        },
      );
      before = [record];
    }
    this.registerOutputs({ checkPlan: this.checkPlan });
  }
}

/** Each check with a digest of its own terms, its script, and all that it proves. */
export function plannedChecks(
  checks: GateArgs["checks"],
  declared: string,
): Promise<PlannedCheck[]> {
  return Promise.all(
    checks.map(async ({ name, spec }) => {
      const script = await scriptsOf(spec);
      return { name, spec, digest: digest({ spec, script, declared }) };
    }),
  );
}

function recordOf({ name, digest, spec }: PlannedCheck): Record<string, string> {
  return { check: name, digest, plan: canonical(spec) };
}

const realProver: Prover = {
  earn,
  reportPath: async ({ directories, stack }) => {
    const run = await latestRun(directories.runs, stack);
    const folder = run && directoryOf(directories.runs, run);
    return folder && join(relative(process.cwd(), folder), "report.html");
  },
};

function logOf(resource: pulumi.Resource): Log {
  return {
    progress: (line) => void pulumi.log.info(line, resource, undefined, true),
    info: (line) => void pulumi.log.info(line, resource),
    warn: (line) => void pulumi.log.warn(line, resource),
  };
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((value) => resolve(value as T)));
}
