import { objectRule } from "../engine/define.ts";
import {
  assignsSecret,
  isLiteralSecret,
  looksLikeCredential,
  namesSecret,
} from "../lib/credentials.ts";
import { type Tree, mapAt } from "../lib/objects.ts";
import { type Truth, is, unknown } from "../lib/unknown.ts";

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
    for (const field of ["data", "binaryData"]) {
      const data = mapAt(object.tree, field);
      if (data === unknown) {
        report.unknown(field);
        continue;
      }
      for (const [key, value] of Object.entries(data)) {
        const text = field === "data" ? value : is(value, decoded);
        report.when(
          holdsCredential(key, text),
          `${field}["${key}"]`,
          `key "${key}" holds a credential: move it to a Secret`,
        );
      }
    }
  },
});

const decoded = (base64: Tree): Tree =>
  Buffer.from(String(base64 ?? ""), "base64").toString("latin1");

function holdsCredential(key: string, value: unknown): Truth {
  const named = namesSecret(key);
  if (value === unknown) return named ? unknown : false;
  const text = String(value ?? "");
  if (named && isLiteralSecret(text)) return true;
  return looksLikeCredential(text) || assignsSecret(text);
}
