import { podRule } from "../engine/define.ts";
import { parseImage } from "../lib/images.ts";
import { type Tree, at } from "../lib/objects.ts";
import { eachContainer } from "../lib/pods.ts";
import { type Truth, is, not } from "../lib/unknown.ts";

/** A cached image can be run by pods that have no right to pull it. */
export const imagePullPolicy = podRule({
  id: "security-image-pull-policy",
  controls: ["image.pullPolicyAlways"],
  severity: "low",
  frameworks: ["CIS 5.5.1"],
  description: "Images must be pulled, and so be authorized, whenever a container starts.",
  remediation: "Set imagePullPolicy to Always.",
  decide: (pod, report) =>
    eachContainer(pod, report, ({ name, path, tree }) =>
      report.when(
        not(pullsAlways(tree)),
        `${path}.imagePullPolicy`,
        `container "${name}" may run a cached image: set imagePullPolicy to Always`,
        name,
      ),
    ),
});

/** The server's default is Always for the tag latest, or for neither tag nor digest. */
function pullsAlways(container: Tree): Truth {
  const policy = at(container, "imagePullPolicy");
  if (policy !== undefined && policy !== "") return is(policy, (known) => known === "Always");
  return is(at(container, "image"), (image) => {
    const { tag, digest } = parseImage(typeof image === "string" ? image : "");
    return tag === "latest" || (tag === undefined && digest === undefined);
  });
}
