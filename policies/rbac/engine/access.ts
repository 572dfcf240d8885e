import { type Truth, all, any } from "../../lib/truth.ts";
import { isUnknown } from "../../lib/unknown.ts";

/** One rule of a Role or ClusterRole; anything in it may be unknown in a preview. */
export type PolicyRule = any;

/** One request to the API server, as its authorizer sees it. */
export interface Access {
  verb: string;
  /** API group, `""` for the core group. */
  group: string;
  /** `pods`, or `pods/exec` for a subresource. */
  resource: string;
  /**
   * Name of the object.
   * @default - the request names none, as a list of all or a create does
   */
  name?: string;
}

/** Requests that carry no name even when they end in one object: names can't narrow them. */
const unnamedVerbs = new Set(["create", "deletecollection"]);

/** Whether `rule` allows the request, decided as the RBAC authorizer does. */
export function allows(rule: PolicyRule, access: Access): Truth {
  return all([() => covers(rule, access), () => nameIn(rule, access.name ?? "")]);
}

/**
 * Whether `rule` allows the request for at least one object. A `create` or `deletecollection` that
 * resourceNames narrow is never allowed: such a request has no name to compare.
 */
export function allowsSome(rule: PolicyRule, access: Access): Truth {
  const named = access.resource.includes("/") || !unnamedVerbs.has(access.verb);
  return all([() => covers(rule, access), () => (named ? "yes" : nameIn(rule, ""))]);
}

/** Whether `rule` allows a request to a path that is no resource, such as `/metrics`. */
export function allowsPath(rule: PolicyRule, verb: string, path: string): Truth {
  const fits = (url: string) =>
    url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1)));
  return all([() => verbIn(rule, verb), () => has(field(rule, "nonResourceURLs"), fits)]);
}

function covers(rule: PolicyRule, { verb, group, resource }: Access): Truth {
  const [, subresource] = resource.split("/");
  const groupFits = (item: string) => item === "*" || item === group;
  const resourceFits = (item: string) =>
    item === "*" || item === resource || (!!subresource && item === `*/${subresource}`);
  return all([
    () => verbIn(rule, verb),
    () => has(field(rule, "apiGroups"), groupFits),
    () => has(field(rule, "resources"), resourceFits),
  ]);
}

function verbIn(rule: PolicyRule, verb: string): Truth {
  return has(field(rule, "verbs"), (item) => item === "*" || item === verb);
}

/** An empty list names every object. */
function nameIn(rule: PolicyRule, name: string): Truth {
  const names = field(rule, "resourceNames");
  if (isUnknown(names)) return "unknown";
  if (!Array.isArray(names) || names.length === 0) return "yes";
  return has(names, (item) => item === name);
}

/** Field of a rule; unknown when the rule itself is. */
export function field(rule: PolicyRule, name: string): unknown {
  return isUnknown(rule) ? rule : rule?.[name];
}

/** Whether some item of a list fits; the list, or items of it, may be unknown. */
export function has(list: unknown, fits: (item: string) => boolean): Truth {
  if (isUnknown(list)) return "unknown";
  if (!Array.isArray(list)) return "no";
  return any(list.map((item) => () => (isUnknown(item) ? "unknown" : fits(item) ? "yes" : "no")));
}
