import assert from "node:assert/strict";

import type { Deployment, Resource } from "../../../cli/state/deployment.ts";
import { type Entry, Replay, kinds, stamped } from "../../../cli/state/replay.ts";

const resource = (name: string, more: Partial<Resource> = {}): Resource => ({
  urn: `urn:pulumi:dev::shop::a:b:C::${name}`,
  type: "a:b:C",
  ...more,
});
const deployment = (...resources: Resource[]): Deployment => ({
  manifest: stamped("v3.250.0"),
  resources,
});

/** The names of what a journal left, and what became of each. */
function left(base: Deployment, entries: Partial<Entry>[]): string[] {
  const { resources = [], pending_operations = [] } = replayed(base, entries).deployment;
  const name = ({ urn }: Resource) => urn.split("::").at(-1);
  return [
    ...resources.map(
      (one) =>
        `${name(one)}${one.delete ? " to delete" : ""}${one.pendingReplacement ? " to replace" : ""}`,
    ),
    ...pending_operations.map((one) => `${one.type} ${name(one.resource)}`),
  ];
}

function replayed(base: Deployment, entries: Partial<Entry>[]) {
  const replay = new Replay(base);
  entries.forEach((entry, index) =>
    replay.add({ kind: kinds.success, sequenceID: index + 1, operationID: index + 1, ...entry }),
  );
  return replay.deployment();
}

const begin = (operationID: number, type: string, name: string): Partial<Entry> => ({
  kind: kinds.begin,
  operationID,
  operation: { type, resource: resource(name) },
});

describe("the replay of a journal", () => {
  it("leaves the base where nothing was done", () => {
    assert.deepEqual(left(deployment(resource("a"), resource("b")), []), ["a", "b"]);
  });

  it("puts what was made before what was there, and takes the old state of it away", () => {
    const entries = [{ state: resource("b"), removeOld: 1 }, { state: resource("c") }];
    assert.deepEqual(left(deployment(resource("a"), resource("b")), entries), ["b", "c", "a"]);
  });

  it("keeps as pending what began and did not end", () => {
    const entries = [
      begin(1, "creating", "a"),
      begin(2, "creating", "b"),
      { operationID: 1, state: resource("a") },
    ];
    assert.deepEqual(left(deployment(), entries), ["a", "creating b"]);
  });

  it("forgets an operation that failed", () => {
    const entries = [begin(1, "deleting", "a"), { kind: kinds.failure, operationID: 1 }];
    assert.deepEqual(left(deployment(resource("a")), entries), ["a"]);
  });

  it("keeps the creations that an earlier run left pending, and no other operations", () => {
    const base = deployment();
    base.pending_operations = [
      { type: "creating", resource: resource("a") },
      { type: "deleting", resource: resource("b") },
    ];
    assert.deepEqual(left(base, []), ["creating a"]);
  });

  it("marks what a replacement will delete, of the base and of its own", () => {
    const entries = [
      { state: resource("a"), deleteOld: 0 },
      { state: resource("b") },
      { state: resource("b"), deleteNew: 2 },
    ];
    assert.deepEqual(left(deployment(resource("a")), entries), [
      "a",
      "b to delete",
      "b",
      "a to delete",
    ]);
  });

  it("marks what is deleted before its replacement", () => {
    const entries = [
      { pendingReplacementOld: 0 },
      { state: resource("b") },
      { pendingReplacementNew: 2 },
    ];
    assert.deepEqual(left(deployment(resource("a")), entries), ["b to replace", "a to replace"]);
  });

  it("drops what was made and deleted again", () => {
    const entries = [{ state: resource("a") }, { removeNew: 1 }];
    assert.deepEqual(left(deployment(), entries), []);
  });

  it("takes index 0 for an index and null for none", () => {
    assert.deepEqual(left(deployment(resource("a")), [{ removeOld: 0, removeNew: null }]), []);
    assert.deepEqual(left(deployment(resource("a")), [{ removeOld: null }]), ["a"]);
  });

  it("puts refreshed states in the places of the old ones, and takes vanished ones away", () => {
    const base = deployment(resource("a"), resource("b"), resource("c"));
    const refreshed = resource("b", { outputs: { seen: true } });
    const result = replayed(base, [
      { kind: kinds.refreshSuccess, removeOld: 1, state: refreshed },
      { kind: kinds.refreshSuccess, removeOld: 2 },
    ]).deployment;
    assert.deepEqual(result.resources, [resource("a"), refreshed]);
  });

  it("drops references to what a refresh found gone", () => {
    const [gone, user] = [resource("gone"), resource("user")];
    user.dependencies = [gone.urn];
    user.propertyDependencies = { x: [gone.urn], y: [] };
    const entries = [{ kind: kinds.refreshSuccess, removeOld: 0 }];
    const [kept] = replayed(deployment(gone, user), entries).deployment.resources!;
    assert.deepEqual([kept!.dependencies, kept!.propertyDependencies], [[], {}]);
  });

  it("puts outputs to the state that they belong to, old or new", () => {
    const outputs = { done: 1 };
    const result = replayed(deployment(resource("a")), [
      { state: resource("b") },
      { kind: kinds.outputs, removeNew: 1, state: resource("b", { outputs }) },
      { kind: kinds.outputs, removeOld: 0, state: resource("a", { outputs }) },
    ]).deployment;
    assert.deepEqual(
      result.resources!.map((one) => one.outputs),
      [outputs, outputs],
    );
  });

  it("counts anew after the base was rebuilt", () => {
    const entries = [
      { operationID: 1, removeOld: 0 },
      { kind: kinds.rebuiltBaseState },
      { operationID: 1, removeOld: 0 },
    ];
    assert.deepEqual(left(deployment(resource("a"), resource("b")), entries), []);
  });

  it("counts an entry that was sent twice once", () => {
    const once = { sequenceID: 7, operationID: 7, state: resource("a") };
    assert.deepEqual(left(deployment(), [once, { ...once, state: resource("b") }]), ["a"]);
  });

  it("renames what refers to a resource by its alias", () => {
    const old = "urn:pulumi:dev::shop::a:b:C::before";
    const now = resource("after", { aliases: [old] });
    const user = resource("user", { parent: old, dependencies: [old] });
    const result = replayed(deployment(user), [{ state: now }]).deployment;
    const kept = result.resources!.find(({ urn }) => urn.endsWith("user"))!;
    assert.deepEqual([kept.parent, kept.dependencies], [now.urn, [now.urn]]);
    assert.equal(result.resources![0]!.aliases, undefined);
  });

  it("takes over a secrets provider", () => {
    const secretsProvider = { type: "passphrase", state: { salt: "v1:" } };
    const result = replayed(deployment(), [{ kind: kinds.secretsManager, secretsProvider }]);
    assert.deepEqual(result.deployment.secrets_providers, secretsProvider);
  });

  it("needs schema 4 for what older readers would lose, and 3 otherwise", () => {
    assert.deepEqual(replayed(deployment(resource("a")), []).version, 3);
    const { version, features } = replayed(deployment(), [
      { state: resource("a", { taint: true }) },
    ]);
    assert.deepEqual([version, features], [4, ["taint"]]);
  });

  it("refuses what it does not know, rather than lose it", () => {
    assert.throws(() => replayed(deployment(), [{ kind: 99 }]), /unknown kind 99/);
    assert.throws(
      () => replayed(deployment(), [{ deleteNew: 5 }]),
      /operation 5, which made nothing/,
    );
  });

  it("leaves the base as it was, to be replayed again", () => {
    const base = deployment(resource("a"));
    replayed(base, [{ deleteOld: 0 }]);
    assert.deepEqual(base.resources, [resource("a")]);
  });
});
