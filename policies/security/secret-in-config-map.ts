import { objectRule } from "../engine/define.ts";
import {
  assignsSecret,
  isLiteralSecret,
  looksLikeCredential,
  namesSecret,
} from "../lib/credentials.ts";
import { mapAt } from "../lib/objects.ts";
import { type Truth, unknown } from "../lib/unknown.ts";

/** ConfigMaps are read by more people, and logged by more tools, than Secrets are. */
export const secretInConfigMap = objectRule({
  id: "security-secret-in-config-map",
  controls: ["secrets.inConfigMap"],
  severity: "high",
  frameworks: ["NSA/CISA: Secrets", "CIS 5.4.1", "MITRE T1552.007"],
  description: "ConfigMaps must hold no credentials.",
  remediation: "Move the value to a Secret.",
  kinds: ["ConfigMap"],
  decide: (object, report) => {
    const data = mapAt(object.tree, "data");
    if (data === unknown) return report.unknown("data");
    for (const [key, value] of Object.entries(data)) {
      report.when(
        holdsCredential(key, value),
        `data["${key}"]`,
        `key "${key}" holds a credential: move it to a Secret`,
      );
    }
  },
});

function holdsCredential(key: string, value: unknown): Truth {
  const named = namesSecret(key);
  if (value === unknown) return named ? unknown : false;
  const text = String(value ?? "");
  if (named && isLiteralSecret(text)) return true;
  return looksLikeCredential(text) || assignsSecret(text);
}
