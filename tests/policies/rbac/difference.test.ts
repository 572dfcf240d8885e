import assert from "node:assert/strict";

import { fromManifest } from "../../../policies/engine/normalise.ts";
import { difference, renderDifference } from "../../../policies/rbac/difference/index.ts";
import { type Manifest, unknownMark as later } from "../forms.ts";
import {
  account,
  bind,
  bindCluster,
  clusterRole,
  deployment,
  everything,
  grant,
  object,
  role,
} from "../stack/objects.ts";

const logs = "ops/logs";
const secret = object("v1", "Secret", "db-creds", undefined);
const base = [secret, account("logs", "ops")];
const objects = (given: Manifest[]) =>
  given.flatMap((one) => fromManifest(one, { label: "subject" }));
const change = (before: Manifest[], after: Manifest[]) =>
  difference(objects([...base, ...before]), objects([...base, ...after]));

const reader = role("reader", [grant("get", "secrets", { resourceNames: ["db-creds"] })]);
const reading = [reader, bind("logs", "Role reader", logs)];
const way = "ServiceAccount ops/logs -> RoleBinding shop/logs -> Role reader -> reads";
const podReader = (verbs: string) => clusterRole("pods", [grant(verbs, "pods")]);

describe("difference", () => {
  it("names the account that can read a Secret from now on, and how", () => {
    assert.deepEqual(change([], reading), {
      gained: [
        `lets ServiceAccount ops/logs read Secret shop/db-creds: ${way} Secret shop/db-creds`,
        "grants ServiceAccount ops/logs: get on secrets/db-creds, in namespace shop",
      ],
      lost: [],
      undecided: [],
    });
  });

  it("names the account that can't any more", () => {
    assert.deepEqual(change(reading, []), {
      gained: [],
      lost: [
        `no longer lets ServiceAccount ops/logs read Secret shop/db-creds: ${way} Secret shop/db-creds`,
        "takes from ServiceAccount ops/logs: get on secrets/db-creds, in namespace shop",
      ],
      undecided: [],
    });
  });

  it("names the account whose workload takes a Secret in", () => {
    const pod = { serviceAccountName: "web", volumes: [{ secret: { secretName: "db-creds" } }] };
    assert.deepEqual(change([], [deployment("web", { pod })]).gained, [
      "lets ServiceAccount shop/web read Secret shop/db-creds: Deployment shop/web mounts it",
    ]);
  });

  it("says nothing of a right that came by another way before", () => {
    const [binding, wide] = [bind("p", "ClusterRole pods", logs), [podReader("get list")]];
    assert.deepEqual(
      change(
        [...wide, bindCluster("all", "ClusterRole pods", logs)],
        [...wide, bindCluster("all", "ClusterRole pods", logs), binding],
      ).gained,
      [],
    );
    const viaGroup = bind("p", "ClusterRole pods", [
      { kind: "Group", name: "system:serviceaccounts:ops" },
    ]);
    assert.deepEqual(change([...wide, viaGroup], [...wide, viaGroup, binding]).gained, []);
  });

  it("tells a wider scope, a new verb and a wildcard from what was there", () => {
    const narrow = [podReader("get"), bind("p", "ClusterRole pods", logs)];
    const wider = [podReader("get"), bindCluster("p", "ClusterRole pods", logs)];
    assert.deepEqual(change(narrow, wider).gained, [
      "grants ServiceAccount ops/logs: get on pods, in the whole cluster",
    ]);
    const more = [podReader("get list"), bind("p", "ClusterRole pods", logs)];
    assert.deepEqual(change(narrow, more).gained, [
      "grants ServiceAccount ops/logs: list on pods, in namespace shop",
    ]);
    const every = [podReader("*"), bind("p", "ClusterRole pods", logs)];
    assert.equal(
      change(more, every).gained.includes(
        "grants ServiceAccount ops/logs: * on pods, in namespace shop",
      ),
      true,
    );
    assert.deepEqual(change(every, more).gained, []);
  });

  it("finds that everything covers each part, and that a part does not cover everything", () => {
    const all = [clusterRole("r", [everything]), bindCluster("b", "ClusterRole r", logs)];
    const part = [
      clusterRole("r", [grant("get", "pods/log")]),
      bindCluster("b", "ClusterRole r", logs),
    ];
    assert.deepEqual(change(all, part).gained, []);
    assert.deepEqual(
      change(part, all).gained.filter((one) => one.startsWith("grants")),
      ["grants ServiceAccount ops/logs: * on *.*, in the whole cluster"],
    );
  });

  it("speaks of users, groups and paths that are no resources", () => {
    const paths = clusterRole("m", [{ verbs: ["get"], nonResourceURLs: ["/metrics"] }]);
    const to = [
      { kind: "User", name: "ann" },
      { kind: "Group", name: "ops" },
    ];
    assert.deepEqual(change([paths], [paths, bindCluster("m", "ClusterRole m", to)]).gained, [
      "grants Group ops: get on /metrics, in the whole cluster",
      "grants User ann: get on /metrics, in the whole cluster",
    ]);
  });

  it("says what it can't tell yet", () => {
    const vague = [
      bind("a", `Role ${later}`, logs),
      bind("b", "ClusterRole view", logs, later),
      bind("c", "ClusterRole view", [later as any]),
      role("r", [grant("get", "pods"), later]),
      bind("d", "Role r", logs),
    ];
    const { undecided, gained } = change([], vague);
    assert.deepEqual(undecided, [
      "RoleBinding b",
      "RoleBinding shop/a",
      "RoleBinding shop/c",
      "RoleBinding shop/d",
    ]);
    assert.deepEqual(gained, ["grants ServiceAccount ops/logs: get on pods, in namespace shop"]);
  });

  it("says nothing of Secrets and accounts whose names are not known", () => {
    const mounts = { volumes: [{ secret: { secretName: "db-creds" } }] };
    const vague = [
      ...[object("v1", "Secret", later, undefined), object("v1", "Secret", "x", undefined, later)],
      ...[account(later), account("x", later)],
      deployment("a", { namespace: later, pod: mounts }),
      deployment("b", { pod: { serviceAccountName: later } }),
    ];
    assert.deepEqual(change([], vague), { gained: [], lost: [], undecided: [] });
  });

  it("tells what is known of a rule that is unknown in part", () => {
    const rule = { ...grant("get", "pods", { resourceNames: null }), verbs: ["get", later] };
    const { gained, undecided } = change([], [role("r", [rule]), bind("d", "Role r", logs)]);
    assert.deepEqual(gained, ["grants ServiceAccount ops/logs: get on pods, in namespace shop"]);
    assert.deepEqual(undecided, ["RoleBinding shop/d"]);
  });

  it("can't tell what a role gathers from one whose labels are unknown", () => {
    const gathering = clusterRole("all", [], {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: "all" } }] },
    });
    const part = clusterRole("part", [grant("get", "pods")]);
    const vague = { ...part, metadata: { name: "part", labels: { to: later } } };
    const after = [gathering, vague, bind("d", "ClusterRole all", logs)];
    assert.deepEqual(change([], after).undecided, ["RoleBinding shop/d"]);
  });

  it("takes no user whose name only holds that of an account for one", () => {
    const to = [{ kind: "User", name: "x:User:system:serviceaccount:ops:logs" }];
    assert.deepEqual(change([], [podReader("get"), bind("p", "ClusterRole pods", to)]).gained, [
      "grants User x:User:system:serviceaccount:ops:logs: get on pods, in namespace shop",
    ]);
  });

  it("does not depend on the order of its input", () => {
    const after = [...reading, podReader("get"), bindCluster("p", "ClusterRole pods", "shop/web")];
    assert.deepEqual(change([], after), change([], [...after].reverse()));
  });
});

describe("renderDifference", () => {
  it("writes one line for each sentence", () => {
    assert.equal(
      renderDifference({ gained: ["lets a"], lost: ["no longer lets b"], undecided: ["c"] }),
      "- this change lets a\n- this change no longer lets b\n- what c gives is not known yet\n",
    );
  });

  it("says so when nothing changed", () => {
    assert.equal(
      renderDifference(change(reading, reading)),
      "No account gains or loses a right.\n",
    );
  });
});
