import { podRule } from "../engine/define.ts";
import { eachImage, parseImage, spellings } from "../lib/images.ts";
import { is } from "../lib/unknown.ts";

interface Allowed {
  allowedPrefixes: string[];
  allowedGlobs: string[];
  allowedRegistries: string[];
}

const list = (description: string) =>
  ({ type: "array", items: { type: "string" }, default: [], description }) as const;

/** What is built elsewhere is trusted elsewhere. */
export const imageRegistryAllowList = podRule<Allowed>({
  id: "security-image-registry-allow-list",
  controls: ["image.registryAllowList"],
  severity: "high",
  frameworks: ["NSA/CISA: Image scanning", "CIS 5.5.1", "MITRE T1525"],
  description: "Images must come from registries that are allowed; without a list, all are.",
  remediation: "Use an image of an allowed registry, or add its registry to the parameters.",
  parameters: {
    allowedPrefixes: list("Beginnings of allowed images, such as `ghcr.io/shop/`."),
    allowedGlobs: list("Patterns of allowed images, in which * stands for any characters."),
    allowedRegistries: list("Allowed registries, or paths in them, such as `quay.io`."),
  },
  decide: (pod, report, allowed) => {
    if (Object.values(allowed).every((entries) => entries.length === 0)) return;
    eachImage(pod, report, ({ image, field, owner, container }) =>
      report.when(
        is(image, (text) => !isAllowed(text, allowed)),
        field,
        `the image of ${owner} comes from a registry that is not allowed: use an allowed one`,
        container,
      ),
    );
  },
});

function isAllowed(image: string, allowed: Allowed): boolean {
  const written = spellings(image);
  const { registry, repository } = parseImage(image);
  const path = `${registry}/${repository}`;
  return (
    allowed.allowedPrefixes.some((prefix) => written.some((text) => text.startsWith(prefix))) ||
    allowed.allowedGlobs.some((glob) => written.some((text) => globOf(glob).test(text))) ||
    allowed.allowedRegistries.some((entry) => `${path}/`.startsWith(`${withoutSlash(entry)}/`))
  );
}

const withoutSlash = (text: string) => text.replace(/\/+$/, "");

function globOf(glob: string): RegExp {
  const escaped = glob.trim().replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
