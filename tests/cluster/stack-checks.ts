import { join } from "node:path";

import { type CheckResult, type CheckSpec, runAll } from "../../checks/index.ts";
import { type Stack, testKubeconfig } from "./kubernetes-plugin-stack.ts";

/** The results of the checks that a program exports as `checks`, or of those named. */
export async function resultsOf(
  stack: Stack,
  names?: readonly string[],
  report = (_: string) => {},
): Promise<CheckResult[]> {
  const planned = JSON.parse(await stack.must("stack", "output", "checks", "--json")) as {
    name: string;
    spec: CheckSpec;
  }[];
  const { checks } = await runAll(
    {
      ...{ schemaVersion: "1", stack: "test", cluster: { kubeconfig: testKubeconfig() } },
      directories: { runs: join(stack.folder, "runs"), baselines: join(stack.folder, "baselines") },
      checks: planned
        .filter(({ name }) => !names || names.includes(name))
        .map((check) => ({ ...check, digest: "" })),
    },
    undefined,
    report,
  );
  return checks;
}
