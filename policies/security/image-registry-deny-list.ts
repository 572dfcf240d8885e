import { podRule } from "../engine/define.ts";
import { eachImage, spellings } from "../lib/images.ts";
import { is } from "../lib/unknown.ts";

/** Registries that an organisation has ruled out. */
export const imageRegistryDenyList = podRule<{ deniedPrefixes: string[] }>({
  id: "security-image-registry-deny-list",
  controls: ["image.registryDenyList"],
  severity: "high",
  frameworks: ["NSA/CISA: Image scanning", "MITRE T1525"],
  description: "Images must not come from registries that are ruled out.",
  remediation: "Use an image of another registry.",
  parameters: {
    deniedPrefixes: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Beginnings of images that are ruled out, such as `docker.io/`.",
    },
  },
  decide: (pod, report, { deniedPrefixes }) => {
    if (deniedPrefixes.length === 0) return;
    eachImage(pod, report, ({ image, field, owner, container }) =>
      report.when(
        is(image, (text) =>
          deniedPrefixes.some((prefix) => spellings(text).some((one) => one.startsWith(prefix))),
        ),
        field,
        `the image of ${owner} comes from a registry that is ruled out: use another one`,
        container,
      ),
    );
  },
});
