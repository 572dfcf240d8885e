import { objectRule } from "../engine/define.ts";

/** Kinds that render objects where no policy sees them. */
const opaque = new Set([
  "helm.sh/Release",
  "helm.toolkit.fluxcd.io/HelmRelease",
  "helm.cattle.io/HelmChart",
  "argoproj.io/Application",
]);

/** What is rendered in the cluster is not judged, and says so. */
export const opaqueRelease = objectRule({
  id: "security-opaque-release",
  controls: [],
  severity: "low",
  frameworks: [],
  description: "Objects rendered in the cluster are not judged.",
  remediation: "Use a Chart of @pulumi/kubernetes, whose objects are judged one by one.",
  decide: (object, report) => {
    if (!opaque.has(`${object.group}/${object.kind}`)) return;
    report.fail("kind", "not judged: what it renders is not in this stack; use a Chart");
  },
});
