import { type Tree, at } from "../../lib/objects.ts";
import { type Truth, all, any, unknown } from "../../lib/unknown.ts";

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

/** Requests that name no object even where they end in one. */
const unnamedVerbs = ["create", "deletecollection"];

/** Whether a rule of a role allows the request, decided as the RBAC authorizer does. */
export function allows(rule: Tree, access: Access): Truth {
  return all([covers(rule, access), nameIn(rule, access.name ?? "")]);
}

/**
 * Whether the rule allows the request for at least one object. A `create` or `deletecollection` that
 * resourceNames narrow is never allowed: such a request has no name to compare.
 */
export function allowsSome(rule: Tree, access: Access): Truth {
  const nameless = unnamedVerbs.includes(access.verb) && !access.resource.includes("/");
  return all([covers(rule, access), nameless ? nameIn(rule, "") : true]);
}

/** Whether the rule allows a request to a path that is no resource, such as `/metrics`. */
export function allowsPath(rule: Tree, verb: string, path: string): Truth {
  const fits = (url: string) =>
    url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1)));
  return all([has(rule, "verbs", [verb, "*"]), someItem(rule, "nonResourceURLs", fits)]);
}

function covers(rule: Tree, { verb, group, resource }: Access): Truth {
  const [, subresource] = resource.split("/");
  const resources = subresource ? [resource, "*", `*/${subresource}`] : [resource, "*"];
  return all([
    has(rule, "verbs", [verb, "*"]),
    has(rule, "apiGroups", [group, "*"]),
    has(rule, "resources", resources),
  ]);
}

/** An empty list names every object. */
function nameIn(rule: Tree, name: string): Truth {
  const names = at(rule, "resourceNames");
  if (names === unknown) return unknown;
  return !Array.isArray(names) || names.length === 0 || has(rule, "resourceNames", [name]);
}

/** Whether a list of the rule holds one of the items. */
export function has(rule: Tree, list: string, items: readonly string[]): Truth {
  return someItem(rule, list, (item) => items.includes(item));
}

/** Whether some item of a list of the rule fits; the list, or items of it, may be unknown. */
export function someItem(rule: Tree, list: string, fits: (item: string) => boolean): Truth {
  const items = at(rule, list);
  if (items === unknown) return unknown;
  if (!Array.isArray(items)) return false;
  return any(
    items.map((item) => (item === unknown ? unknown : typeof item === "string" && fits(item))),
  );
}
