import { podRule } from "../engine/define.ts";
import { eachImage, parseImage } from "../lib/images.ts";
import { is } from "../lib/unknown.ts";

/** What runs under the tag latest is decided by the moment of the pull. */
export const imageLatestTag = podRule({
  id: "security-image-latest-tag",
  controls: ["image.latestTag"],
  severity: "high",
  frameworks: ["CIS 5.5.1", "MITRE T1525"],
  description: "Images must have a version.",
  remediation: "Replace the tag latest, or none, by a version or a digest.",
  decide: (pod, report) =>
    eachImage(pod, report, ({ image, field, owner, container }) =>
      report.when(
        is(image, isLatest),
        field,
        `the image of ${owner} has no fixed version: name a tag other than latest`,
        container,
      ),
    ),
});

function isLatest(image: string): boolean {
  const { tag, digest } = parseImage(image);
  return tag === "latest" || (tag === undefined && digest === undefined);
}
