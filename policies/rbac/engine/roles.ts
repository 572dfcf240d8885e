import type { Stack } from "../../engine/stack.ts";
import { type KubeObject, type Tree, at, listAt, mapAt, namespaceOf } from "../../lib/objects.ts";
import { push } from "../../lib/multimap.ts";
import type { Labels } from "../../lib/selectors.ts";
import { type Truth, type Unknown, all, any, unknown } from "../../lib/unknown.ts";
import { LabelIndex, type Labelled } from "../../stack/label-index.ts";
import { alike } from "../../stack/object-index.ts";
import { type BuiltInRole, builtInClusterRoles, builtInRoles } from "./built-in.ts";

/** One rule that a role grants. */
export interface Grant {
  rule: Tree;
  /** True, or unknown where the role may have the rule. */
  sure: Truth;
  /** ClusterRole that the rule was aggregated from, if it is not the role's own. */
  from?: string;
}

/** A role as bindings refer to it. */
export interface RoleRef {
  kind: string | Unknown;
  name: string | Unknown;
  /** Namespace of the binding; a Role is looked for there. */
  namespace: string | Unknown;
}

/** What a reference to a role leads to. */
export interface FoundRole {
  /** Whether there is such a role, in the stack or built in. */
  exists: Truth;
  grants: readonly Grant[];
}

/** A Role, declared or built in. */
interface NamespacedRole {
  name: string | Unknown;
  namespace: string | Unknown;
  rules: Tree[] | Unknown;
}

/** A ClusterRole, declared or built in, as aggregation sees it. */
interface ClusterRole extends Labelled {
  name: string | Unknown | undefined;
  rules: Tree[] | Unknown;
  /** Selectors of an aggregationRule, of which one must fit; undefined without one. */
  selectors: Tree[] | Unknown | undefined;
}

const everywhere = "";
const anything: Grant = { rule: unknown, sure: unknown };

/** The roles of a stack and of every cluster, with their rules after aggregation. */
export class Roles {
  private readonly clusterRoles = new Map<string, ClusterRole[]>();
  private readonly index: LabelIndex<ClusterRole>;
  /** By `namespace/name`. */
  private readonly roles = new Map<string, NamespacedRole[]>();
  private readonly rolesByName = new Map<string | Unknown, NamespacedRole[]>();
  private readonly vagueClusterRoles: ClusterRole[] = [];
  private readonly found = new Map<string, FoundRole>();

  constructor(stack: Stack) {
    const declared = stack.of("ClusterRole").map(declaredRole);
    // What a declared role lacks of the built-in one of its name, the server adds again.
    const every = [...declared, ...builtInClusterRoles.map(bootstrapRole)];
    for (const role of every) {
      if (typeof role.name === "string") push(this.clusterRoles, role.name, role);
      else this.vagueClusterRoles.push(role);
    }
    this.index = new LabelIndex(every);
    for (const role of [...stack.of("Role").map(namespacedRole), ...builtInNamespacedRoles()]) {
      push(this.roles, `${String(role.namespace)}/${String(role.name)}`, role);
      push(this.rolesByName, role.name, role);
    }
  }

  /** The role that a binding refers to. */
  find(ref: RoleRef): FoundRole {
    const { kind, name, namespace } = ref;
    if (kind === unknown || name === unknown) return { exists: unknown, grants: [anything] };
    const isClusterRole = kind === "ClusterRole";
    const key = `${kind} ${isClusterRole ? everywhere : String(namespace)}/${name}`;
    let role = this.found.get(key);
    if (!role) {
      role = isClusterRole ? this.clusterRole(name) : this.role(name, namespace);
      this.found.set(key, role);
    }
    return role;
  }

  private role(name: string, namespace: string | Unknown): FoundRole {
    const meant = namespace === unknown ? [] : (this.roles.get(`${namespace}/${name}`) ?? []);
    const grantsOf = (roles: NamespacedRole[], sure: Truth) =>
      roles.flatMap(({ rules }) => own(rules, sure));
    if (meant.length > 0) return { exists: true, grants: grantsOf(meant, true) };
    const named = (one: string | Unknown) => this.rolesByName.get(one) ?? [];
    const possible = [...named(name), ...named(unknown)].filter((role) =>
      alike(role.namespace, namespace),
    );
    return { exists: possible.length > 0 ? unknown : false, grants: grantsOf(possible, unknown) };
  }

  private clusterRole(name: string): FoundRole {
    const roles = this.clusterRoles.get(name) ?? [];
    const grants = roles.flatMap((role) => this.gather(role, true));
    if (roles.length > 0) return { exists: true, grants };
    const possible = this.vagueClusterRoles;
    return {
      exists: possible.length > 0 ? unknown : false,
      grants: possible.flatMap((role) => this.gather(role, unknown)),
    };
  }

  /** The rules of a ClusterRole and of all it aggregates; a cycle of roles ends where it began. */
  private gather(start: ClusterRole, sure: Truth): Grant[] {
    const reached = new Map<ClusterRole, Truth>();
    const queue: [ClusterRole, Truth][] = [[start, sure]];
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [role, truth] = next;
      const known = reached.get(role);
      const best = any([known ?? false, truth]);
      if (known === best) continue;
      reached.set(role, best);
      if (Array.isArray(role.selectors)) queue.push(...this.aggregated(role.selectors, best));
    }
    return [...reached].flatMap(([role, truth]) => {
      if (role.selectors === unknown) return [anything];
      if (role.selectors !== undefined) return [];
      const from = role !== start && typeof role.name === "string" ? { from: role.name } : {};
      return own(role.rules, truth).map((grant) => ({ ...grant, ...from }));
    });
  }

  private *aggregated(selectors: Tree[], sure: Truth): Generator<[ClusterRole, Truth]> {
    for (const selector of selectors) {
      for (const [role, truth] of this.index.select(everywhere, selector)) {
        yield [role, all([truth, sure])];
      }
    }
  }
}

function declaredRole({ name, tree }: KubeObject): ClusterRole {
  const aggregation = at(tree, "aggregationRule");
  const selectors =
    aggregation === undefined ? undefined : listAt(aggregation, "clusterRoleSelectors");
  const labels: Labels = mapAt(tree, "metadata", "labels");
  return { name, namespace: everywhere, labels, rules: listAt(tree, "rules"), selectors };
}

function bootstrapRole({ name, labels, gathers, rules }: BuiltInRole): ClusterRole {
  const selectors = gathers && [{ matchLabels: gathers }];
  return { name, namespace: everywhere, labels, rules, selectors };
}

function namespacedRole(object: KubeObject): NamespacedRole {
  const namespace = namespaceOf(object);
  return { name: object.name ?? unknown, namespace, rules: listAt(object.tree, "rules") };
}

function builtInNamespacedRoles(): NamespacedRole[] {
  return Object.entries(builtInRoles).flatMap(([namespace, roles]) =>
    roles.map(({ name, rules }) => ({ name, namespace, rules })),
  );
}

function own(rules: Tree[] | Unknown, sure: Truth): Grant[] {
  return rules === unknown ? [anything] : rules.map((rule) => ({ rule, sure }));
}
