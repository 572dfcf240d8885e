import { podRule } from "../engine/define.ts";
import { at, listAt } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { is, unknown } from "../lib/unknown.ts";

/** Variables are inherited by every child process, and end up in logs and crash dumps. */
export const secretInEnv = podRule({
  id: "security-secret-in-env",
  controls: ["secrets.inEnv"],
  severity: "low",
  frameworks: ["CIS 5.4.1", "MITRE T1552.007"],
  description: "Containers should read Secrets from files, not from variables.",
  remediation: "Mount the Secret as a volume.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      const sources = [
        ["env", ["valueFrom", "secretKeyRef"]],
        ["envFrom", ["secretRef"]],
      ] as const;
      for (const [list, reference] of sources) {
        const entries = listAt(tree, list);
        if (entries === unknown) {
          report.unknown(`${path}.${list}`, name);
          continue;
        }
        entries.forEach((entry, index) =>
          report.when(
            is(at(entry, ...reference), (secret) => secret !== undefined),
            `${path}.${list}[${index}].${reference.join(".")}`,
            `container "${name}" takes a Secret through its environment: mount it as a file`,
            name,
          ),
        );
      }
    }),
});
