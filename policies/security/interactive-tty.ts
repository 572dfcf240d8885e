import { podRule } from "../engine/define.ts";
import { at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { is } from "../lib/unknown.ts";

/** A terminal is for people: services need none. */
export const interactiveTty = podRule({
  id: "security-interactive-tty",
  controls: ["container.interactiveTty"],
  severity: "low",
  frameworks: ["MITRE T1609"],
  description: "Containers must not keep a terminal or standard input open.",
  remediation: "Remove tty and stdin.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) => {
      for (const field of ["tty", "stdin"]) {
        report.when(
          is(at(tree, field), (value) => value === true),
          `${path}.${field}`,
          `container "${name}" keeps ${field} open: remove ${field}`,
          name,
        );
      }
    }),
});
