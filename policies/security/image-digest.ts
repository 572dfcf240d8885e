import { podRule } from "../engine/define.ts";
import { eachImage, parseImage } from "../lib/images.ts";
import { is } from "../lib/unknown.ts";

/** A tag can be moved to another image, a digest cannot. */
export const imageDigest = podRule({
  id: "security-image-digest",
  controls: ["image.digest"],
  severity: "medium",
  frameworks: ["NSA/CISA: Image scanning", "MITRE T1525"],
  description: "Images must be pinned by digest.",
  remediation: "Add @sha256:<64 hexadecimal digits> to the image.",
  decide: (pod, report) =>
    eachImage(pod, report, ({ image, field, owner, container }) =>
      report.when(
        is(image, (text) => !/^sha256:[0-9a-f]{64}$/.test(parseImage(text).digest ?? "")),
        field,
        `the image of ${owner} is not pinned: add @sha256:<digest>`,
        container,
      ),
    ),
});
