import { podRule } from "../engine/define.ts";
import { isLiteralSecret, looksLikeCredential, namesSecret } from "../lib/credentials.ts";
import { type Tree, at, listAt } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { type Truth, all, any, is, unknown } from "../lib/unknown.ts";

/** What stands in a pod's spec is read by everyone who may see pods. */
export const plaintextEnv = podRule({
  id: "security-plaintext-env",
  controls: ["secrets.plaintextEnv"],
  severity: "high",
  frameworks: ["NSA/CISA: Secrets", "CIS 5.4.1", "MITRE T1552.007"],
  description: "Environment variables must not hold literal credentials.",
  remediation: "Move the value to a Secret, and mount it or name it by valueFrom.secretKeyRef.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      const variables = listAt(tree, "env");
      if (variables === unknown) return report.unknown(`${path}.env`, name);
      variables.forEach((variable, index) =>
        report.when(
          holdsCredential(variable),
          `${path}.env[${index}].value`,
          `variable "${String(at(variable, "name"))}" of container "${name}" holds a literal ` +
            "credential: use valueFrom.secretKeyRef",
          name,
        ),
      );
    }),
});

/** A value that is unknown is suspect only under a name that is not innocent. */
function holdsCredential(variable: Tree): Truth {
  const [name, value] = [at(variable, "name"), at(variable, "value")];
  if (value === undefined) return false;
  const named = is(name, (text) => namesSecret(String(text)));
  const literal = is(value, (text) => isLiteralSecret(String(text)));
  const shaped = looksLikeCredential(String(value));
  return any([all([named, literal]), shaped]);
}
