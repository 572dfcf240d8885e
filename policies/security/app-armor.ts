import { mapAt } from "../lib/objects.ts";
import { is, unknown } from "../lib/unknown.ts";
import { baselineRule, eachSetting } from "./pss.ts";

const annotation = "container.apparmor.security.beta.kubernetes.io/";
const allowedTypes = new Set([undefined, "RuntimeDefault", "Localhost"]);

/** AppArmor confines what a process may touch on its node. */
export const appArmor = baselineRule({
  id: "security-app-armor",
  control: "appArmor",
  severity: "high",
  frameworks: ["NSA/CISA: Pod security", "MITRE T1611"],
  description: "AppArmor profiles must be RuntimeDefault or Localhost.",
  remediation: "Remove appArmorProfile, or set its type to RuntimeDefault or Localhost.",
  decide: (pod, report) => {
    eachSetting(pod, report, ["appArmorProfile", "type"], ({ value, field, owner, container }) =>
      report.when(
        is(value, (type) => !allowedTypes.has(type)),
        field,
        `${owner} has no AppArmor confinement: set the profile's type to RuntimeDefault`,
        container?.name,
      ),
    );
    const annotations = mapAt(pod.metadata, "annotations");
    const base = `${pod.metadataPath}.annotations`;
    if (annotations === unknown) return report.unknown(base);
    for (const [key, value] of Object.entries(annotations)) {
      if (!key.startsWith(annotation)) continue;
      const container = key.slice(annotation.length);
      report.when(
        is(value, (profile) => !isAllowedProfile(profile)),
        `${base}["${key}"]`,
        `container "${container}" has no AppArmor confinement: use runtime/default`,
        container,
      );
    }
  },
});

const isAllowedProfile = (profile: unknown) =>
  profile === "" || profile === "runtime/default" || String(profile).startsWith("localhost/");
