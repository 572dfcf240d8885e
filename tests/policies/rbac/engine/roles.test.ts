import assert from "node:assert/strict";

import { fromManifest } from "../../../../policies/engine/normalise.ts";
import { Stack } from "../../../../policies/engine/stack.ts";
import { type Truth, all, any, unknown } from "../../../../policies/lib/unknown.ts";
import { allows } from "../../../../policies/rbac/engine/access.ts";
import { Roles } from "../../../../policies/rbac/engine/roles.ts";
import { type Manifest, unknownMark as later } from "../../forms.ts";
import { clusterRole, grant, role } from "../../stack/objects.ts";

const labelled = (labels: unknown, rest = {}) => ({ metadata: { name: "?", labels }, ...rest });
const named = (name: unknown, manifest: Manifest): Manifest => ({
  ...manifest,
  metadata: { ...manifest["metadata"], name },
});
const gathering = (name: string, ...clusterRoleSelectors: unknown[]) =>
  clusterRole(name, [], { aggregationRule: { clusterRoleSelectors } });
const aggregateTo = (tier: string) => ({
  [`rbac.authorization.k8s.io/aggregate-to-${tier}`]: "true",
});

function find(given: Manifest[], ref: string, namespace: any = "shop") {
  const objects = given.flatMap((one) => fromManifest(one, { label: "subject" }));
  const [kind, name] = ref.split(" ") as [string, string];
  return new Roles(new Stack(objects)).find({ kind, name, namespace });
}

/** Whether the role allows a verb on a resource of the core group. */
function can(given: Manifest[], ref: string, verb: string, resource: string, group = ""): Truth {
  const { grants } = find(given, ref);
  return any(grants.map(({ rule, sure }) => all([sure, allows(rule, { verb, group, resource })])));
}

describe("Roles", () => {
  const part = named("part", clusterRole("part", [grant("get", "pods")], labelled({ to: "x" })));
  const byLabel = { matchLabels: { to: "x" } };

  it("finds a Role in the binding's namespace alone", () => {
    const reader = role("reader", [grant("get", "pods")]);
    assert.equal(find([reader], "Role reader").exists, true);
    assert.equal(find([reader], "Role reader", "ops").exists, false);
    assert.equal(find([reader], "ClusterRole reader").exists, false);
    assert.equal(can([reader], "Role reader", "get", "pods"), true);
  });

  it("gathers the rules of the ClusterRoles that one of the selectors selects", () => {
    const all = gathering("all", { matchLabels: { to: "y" } }, byLabel);
    assert.equal(can([part, all], "ClusterRole all", "get", "pods"), true);
    assert.equal(
      can([part, gathering("all", { matchLabels: { to: "y" } })], "ClusterRole all", "get", "pods"),
      false,
    );
    assert.equal(can([part, gathering("all")], "ClusterRole all", "get", "pods"), false);
  });

  it("names the ClusterRole that a rule was gathered from", () => {
    assert.deepEqual(
      find([part, gathering("all", byLabel)], "ClusterRole all").grants.map(({ from }) => from),
      ["part"],
    );
    assert.deepEqual(
      find([part], "ClusterRole part").grants.map(({ from }) => from),
      [undefined],
    );
  });

  it("drops the own rules of a ClusterRole that aggregates", () => {
    const own = clusterRole("all", [grant("get", "secrets")], {
      aggregationRule: { clusterRoleSelectors: [byLabel] },
    });
    assert.equal(can([own], "ClusterRole all", "get", "secrets"), false);
  });

  it("gathers through several steps, and ends where aggregation goes in a circle", () => {
    const ring = (name: string, to: string, from: string): Manifest => ({
      ...gathering(name, { matchLabels: { to: from } }),
      metadata: { name, labels: { to } },
    });
    const circle = [ring("a", "a", "b"), ring("b", "b", "a")];
    assert.equal(can(circle, "ClusterRole a", "get", "pods"), false);
    const reaching = [ring("a", "a", "b"), ring("b", "b", "x"), part];
    assert.equal(can(reaching, "ClusterRole a", "get", "pods"), true);
    assert.equal(can([gathering("self", {})], "ClusterRole self", "get", "nodes/proxy"), true);
  });

  it("adds to the built-in roles what is labelled for them", () => {
    const more = named(
      "more",
      clusterRole("more", [grant("get", "x.example.com")], labelled(aggregateTo("view"))),
    );
    for (const tier of ["view", "edit", "admin"]) {
      assert.equal(can([more], `ClusterRole ${tier}`, "get", "x", "example.com"), true, tier);
    }
    assert.equal(can([], "ClusterRole view", "get", "x", "example.com"), false);
  });

  it("knows what the built-in roles grant", () => {
    assert.equal(can([], "ClusterRole view", "get", "secrets"), false);
    assert.equal(can([], "ClusterRole view", "list", "pods"), true);
    assert.equal(can([], "ClusterRole edit", "get", "secrets"), true);
    assert.equal(can([], "ClusterRole edit", "create", "pods/exec"), true);
    assert.equal(can([], "ClusterRole edit", "create", "deployments", "apps"), true);
    const rbac = "rbac.authorization.k8s.io";
    assert.equal(can([], "ClusterRole edit", "create", "rolebindings", rbac), false);
    assert.equal(can([], "ClusterRole admin", "create", "rolebindings", rbac), true);
    assert.equal(can([], "ClusterRole admin", "get", "nodes"), false);
    assert.equal(can([], "ClusterRole cluster-admin", "escalate", "anything", "x"), true);
    assert.equal(can([], "ClusterRole system:node", "get", "secrets"), true);
    assert.equal(can([], "ClusterRole system:auth-delegator", "get", "secrets"), false);
  });

  it("adds a declared role to the built-in one of its name, as the server does", () => {
    const own = clusterRole("view", [grant("get", "secrets")]);
    assert.equal(can([own], "ClusterRole view", "get", "secrets"), true);
    assert.equal(can([own], "ClusterRole view", "get", "pods"), true);
  });

  it("leaves open what an unknown name, label, rule or aggregation may grant", () => {
    const vague = named(later, clusterRole("?", [grant("get", "pods")]));
    assert.equal(find([vague], "ClusterRole mine").exists, unknown);
    assert.equal(can([vague], "ClusterRole mine", "get", "pods"), unknown);
    assert.equal(can([vague], "ClusterRole mine", "get", "secrets"), false);
    assert.equal(can([vague], "ClusterRole view", "get", "secrets"), false);
    assert.equal(can([clusterRole("r", later)], "ClusterRole r", "get", "pods"), unknown);
    const maybe = named("m", clusterRole("m", [grant("get", "pods")], labelled({ to: later })));
    assert.equal(
      can([maybe, gathering("all", byLabel)], "ClusterRole all", "get", "pods"),
      unknown,
    );
    const unclear = clusterRole("all", [], { aggregationRule: later });
    assert.equal(can([unclear], "ClusterRole all", "get", "pods"), unknown);
  });

  it("leaves open which Role is meant where a name or namespace is unknown", () => {
    const rules = [grant("get", "pods")];
    assert.equal(find([role(later, rules)], "Role reader").exists, unknown);
    assert.equal(find([role(later, rules, "ops")], "Role reader").exists, false);
    assert.equal(find([role("reader", rules, later)], "Role reader").exists, unknown);
    assert.equal(find([role("writer", rules, later)], "Role reader").exists, false);
    assert.equal(find([role("reader", rules)], "Role reader", unknown).exists, unknown);
    assert.equal(find([role("writer", rules)], "Role reader", unknown).exists, false);
    const other = new Roles(new Stack([]));
    assert.equal(other.find({ kind: unknown, name: "r", namespace: "x" }).exists, unknown);
    assert.equal(other.find({ kind: "Role", name: unknown, namespace: "x" }).exists, unknown);
  });

  it("gathers a role once, as sure as the surest way to it", () => {
    const two = gathering("all", { matchLabels: { to: later } }, byLabel);
    for (const given of [two, gathering("all", byLabel, { matchLabels: { to: later } })]) {
      const { grants } = find([part, given], "ClusterRole all");
      const own = grants.filter(({ from }) => from === "part");
      assert.deepEqual(own, [{ rule: grant("get", "pods"), sure: true, from: "part" }]);
    }
  });

  it("leaves open what a role gathers that may be another's", () => {
    const vague = named(later, gathering("?", byLabel));
    assert.equal(can([part, vague], "ClusterRole mine", "get", "pods"), unknown);
  });

  it("names no role where a gathered one has no known name", () => {
    const nameless = named(later, part);
    const { grants } = find([nameless, gathering("all", byLabel)], "ClusterRole all");
    assert.deepEqual(
      grants.map(({ from }) => from),
      [undefined],
    );
  });
});

describe("roles that a cluster brings itself", () => {
  const exists = (ref: string, namespace?: unknown) => find([], ref, namespace).exists;

  it("are those that Kubernetes bootstraps", () => {
    for (const name of ["cluster-admin", "view", "system:node-proxier", "system:auth-delegator"]) {
      assert.equal(exists(`ClusterRole ${name}`), true, name);
    }
    for (const name of ["reader", "system:auth-delegatr", "system:metrics-server", "my-system:x"]) {
      assert.equal(exists(`ClusterRole ${name}`), false, name);
    }
    assert.equal(exists("ClusterRole extension-apiserver-authentication-reader"), false);
    assert.equal(exists("Role view"), false);
  });

  it("are Roles in the namespaces of the system alone", () => {
    const reader = "Role extension-apiserver-authentication-reader";
    assert.equal(exists(reader, "kube-system"), true);
    assert.equal(exists(reader, "shop"), false);
    assert.equal(exists(reader, unknown), unknown);
    assert.equal(exists("Role system:controller:bootstrap-signer", "kube-public"), true);
  });

  it("grant what they do in any cluster, Roles too", () => {
    const cleaner = (resource: string) =>
      find([], "Role system:controller:token-cleaner", "kube-system").grants.some(
        ({ rule }) => allows(rule, { verb: "get", group: "", resource }) === true,
      );
    assert.equal(cleaner("secrets"), true);
    assert.equal(cleaner("pods"), false);
    const tokens = "ClusterRole system:controller:legacy-service-account-token-cleaner";
    assert.equal(can([], tokens, "patch", "secrets"), true);
    assert.equal(can([], tokens, "get", "secrets"), false);
  });
});
