import { examine } from "./examine.ts";

const rbac = "rbac.authorization.k8s.io";

interface Rule {
  apiGroups?: unknown;
  resources?: unknown;
  verbs?: unknown;
  resourceNames?: unknown;
  nonResourceURLs?: unknown;
}

/** A Role or ClusterRole. */
export const role = (kind: string, ...rules: Rule[]) => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: kind === "Role" ? { name: "r", namespace: "shop" } : { name: "r" },
  rules,
});

/** `verbs on resources.group`, with names after a slash: `get,list on secrets /a`. */
function rule(text: string): Rule {
  const [, verbs = "", resources = "", names] = /^(\S+) on (\S+)(?: \/(\S+))?$/.exec(text) ?? [];
  const parts = resources.split(",").map((one) => one.split(/\.(.*)/s));
  return {
    apiGroups: [...new Set(parts.map(([, group = ""]) => group))],
    resources: parts.map(([resource]) => resource),
    verbs: verbs.split(","),
    ...(names === undefined ? {} : { resourceNames: names.split(",") }),
  };
}

/** Each rule in a ClusterRole; the first one in a Role, and behind a harmless rule, too. */
function inRoles(texts: string[]) {
  const harmless = rule("get on configmaps /a");
  const [first = ""] = texts;
  return {
    ...Object.fromEntries(texts.map((text) => [text, role("ClusterRole", rule(text))])),
    [`${first}, in a Role`]: role("Role", rule(first)),
    [`${first}, as the second rule`]: role("ClusterRole", harmless, rule(first)),
  };
}

const innocent = {
  "no rules": role("ClusterRole"),
  null: { ...role("ClusterRole"), rules: null },
  URLs: role("ClusterRole", { nonResourceURLs: ["/metrics"], verbs: ["get"] }),
  "empty lists": role("ClusterRole", { apiGroups: [], resources: [], verbs: [] }),
};

/** Examines a control on roles: rules that are good and rules that are bad. */
export const grants = (
  control: string,
  good: string[],
  bad: string[],
  more: Record<string, object> = {},
) =>
  examine(`rbac.${control}`, {
    good: { ...innocent, ...inRoles(good) },
    bad: { ...inRoles([...bad, "* on *.*"]), ...more },
  });
