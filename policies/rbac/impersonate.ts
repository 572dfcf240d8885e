import { type Tree, at } from "../lib/objects.ts";
import { any } from "../lib/unknown.ts";
import { type Access, allowsSome } from "./engine/access.ts";
import { grantRule, on } from "./grants.ts";

const extras = "userextras";

/** An impersonator has every right of whom it names; a name in resourceNames is one too many. */
export const impersonate = grantRule({
  id: "rbac-impersonate",
  controls: ["rbac.impersonate"],
  severity: "critical",
  frameworks: ["CIS 5.1.8", "MITRE T1078"],
  description: "Roles must not impersonate users, groups or accounts.",
  remediation: "Remove the verb impersonate.",
  danger: "an impersonator has every right of whom it names; remove it",
  accesses: on(
    ["impersonate"],
    "users",
    "groups",
    "serviceaccounts",
    "uids.authentication.k8s.io",
    `${extras}.authentication.k8s.io`,
  ),
  offends: (rule, access) =>
    any(withKeys(rule, access).map((resource) => allowsSome(rule, { ...access, resource }))),
});

/** Extras are impersonated key by key, as subresources: `userextras/scopes`. */
function withKeys(rule: Tree, { resource }: Access): string[] {
  const listed = at(rule, "resources");
  if (resource !== extras || !Array.isArray(listed)) return [resource];
  const keys = listed.filter((item) => typeof item === "string" && item.startsWith(`${extras}/`));
  return [resource, ...keys];
}
