import { objectRule } from "../engine/define.ts";
import { at, isKind, listAt } from "../lib/objects.ts";
import { is } from "../lib/unknown.ts";

/** A token in a Secret never expires. */
export const longLivedToken = objectRule({
  id: "security-long-lived-token",
  controls: ["secrets.longLivedSaToken"],
  severity: "high",
  frameworks: ["NSA/CISA: Authentication and authorization", "MITRE T1528"],
  description: "Service accounts must not have tokens that never expire.",
  remediation: "Remove it; pods get short-lived tokens by projection, people by create token.",
  kinds: ["Secret", "ServiceAccount"],
  decide: (object, report) => {
    if (isKind(object, "Secret")) {
      return report.when(
        is(at(object.tree, "type"), (type) => type === "kubernetes.io/service-account-token"),
        "type",
        "the Secret is a token that never expires: remove it",
      );
    }
    report.when(
      is(listAt(object.tree, "secrets"), (secrets) => secrets.length > 0),
      "secrets",
      "the account has tokens that never expire: remove secrets",
    );
  },
});
