import type { Stack } from "../../engine/stack.ts";
import { type KubeObject, type Tree, at, listAt, mapAt, namespaceOf } from "../../lib/objects.ts";
import { push } from "../../lib/multimap.ts";
import type { Labels } from "../../lib/selectors.ts";
import { type Truth, type Unknown, all, unknown } from "../../lib/unknown.ts";
import { LabelIndex, type Labelled } from "../../stack/label-index.ts";
import { builtInRoles, isBuiltIn } from "./built-in.ts";

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
  private readonly roles = new Map<string, KubeObject[]>();
  private readonly rolesByName = new Map<string, KubeObject[]>();
  /** Roles whose name or namespace is unknown: any reference may mean them. */
  private readonly vagueRoles: KubeObject[] = [];
  private readonly vagueClusterRoles: ClusterRole[] = [];
  private readonly found = new Map<string, FoundRole>();

  constructor(stack: Stack) {
    const declared = stack.of("ClusterRole").map(declaredRole);
    // What a declared role lacks of the built-in one of its name, the server adds again.
    const every = [...declared, ...[...builtInRoles.values()].map(bootstrapRole)];
    for (const role of every) {
      if (typeof role.name === "string") push(this.clusterRoles, role.name, role);
      else this.vagueClusterRoles.push(role);
    }
    this.index = new LabelIndex(every);
    for (const role of stack.of("Role")) {
      const namespace = namespaceOf(role);
      const known = typeof role.name === "string" && namespace !== unknown;
      if (known) {
        push(this.roles, `${namespace}/${String(role.name)}`, role);
        push(this.rolesByName, `${String(role.name)}`, role);
      } else this.vagueRoles.push(role);
    }
  }

  /** The role that a binding refers to. */
  find(ref: RoleRef): FoundRole {
    const { kind, name, namespace } = ref;
    if (kind === unknown || name === unknown) return { exists: unknown, grants: [anything] };
    const key = kind === "ClusterRole" ? `${kind} ${name}` : `${kind} ${String(namespace)}/${name}`;
    let role = this.found.get(key);
    if (!role) {
      role = kind === "ClusterRole" ? this.clusterRole(name) : this.role(name, namespace);
      this.found.set(key, role);
    }
    return role;
  }

  private role(name: string, namespace: string | Unknown): FoundRole {
    const declared = this.roles.get(`${String(namespace)}/${name}`) ?? [];
    const grants = declared.flatMap((role) => own(listAt(role.tree, "rules"), true));
    if (declared.length > 0 || isBuiltIn("Role", name)) return { exists: true, grants };
    const namesakes = namespace === unknown ? (this.rolesByName.get(name) ?? []) : [];
    const vague = this.vagueRoles.filter((role) => mayBe(role, name, namespace));
    const possible = [...namesakes, ...vague];
    return {
      exists: possible.length > 0 ? unknown : false,
      grants: possible.flatMap((role) => own(listAt(role.tree, "rules"), unknown)),
    };
  }

  private clusterRole(name: string): FoundRole {
    const roles = this.clusterRoles.get(name) ?? [];
    const grants = roles.flatMap((role) => this.gather(role, true));
    if (roles.length > 0 || isBuiltIn("ClusterRole", name)) return { exists: true, grants };
    const possible = this.vagueClusterRoles;
    return {
      exists: possible.length > 0 ? unknown : false,
      grants: possible.flatMap((role) => this.gather(role, unknown)),
    };
  }

  /** The rules of a ClusterRole and of all it aggregates; a cycle of roles ends where it began. */
  private gather(start: ClusterRole, sure: Truth): Grant[] {
    const grants: Grant[] = [];
    const seen = new Map<ClusterRole, Truth>();
    const queue: [ClusterRole, Truth][] = [[start, sure]];
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [role, truth] = next;
      if (seen.get(role) === true || seen.get(role) === truth) continue;
      seen.set(role, truth);
      if (role.selectors === undefined) {
        const from = role !== start && typeof role.name === "string" ? { from: role.name } : {};
        grants.push(...own(role.rules, truth).map((grant) => ({ ...grant, ...from })));
      } else if (role.selectors === unknown) grants.push(anything);
      else queue.push(...this.aggregated(role.selectors, truth));
    }
    return grants;
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

function bootstrapRole(role: { name: string } & Record<string, any>): ClusterRole {
  const { name, labels, gathers, rules } = role;
  const selectors = gathers && [{ matchLabels: gathers }];
  return { name, namespace: everywhere, labels, rules: rules as Tree[], selectors };
}

function mayBe(role: KubeObject, name: string, namespace: string | Unknown): boolean {
  const where = namespaceOf(role);
  return (
    (typeof role.name !== "string" || role.name === name) &&
    (where === unknown || namespace === unknown || where === namespace)
  );
}

function own(rules: Tree[] | Unknown, sure: Truth): Grant[] {
  return rules === unknown ? [anything] : rules.map((rule) => ({ rule, sure }));
}
