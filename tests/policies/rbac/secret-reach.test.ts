import assert from "node:assert/strict";

import { secretReach } from "../../../policies/rbac/secret-reach.ts";
import { unknownMark as later } from "../forms.ts";
import { bind, bindCluster, clusterRole, deployment, grant, role } from "../stack/objects.ts";
import { accepts, messages, refuses, stackCases, waits } from "../stack/stack-cases.ts";

const guard = { secret: "shop/db-creds", allowed: ["shop/api"] };
const pod = "spec.template.spec";
const atAccount = [`Deployment web: ${pod}.serviceAccountName`];
const web = (rest: object = {}, namespace: unknown = "shop") =>
  deployment("web", { namespace, pod: { serviceAccountName: "web", ...rest } });
const container = (rest: object) => ({ containers: [{ name: "c", ...rest }] });
const mounts = (volume: unknown) => ({ volumes: [volume] });
const secret = (secretName: unknown) => ({ name: "v", secret: { secretName } });
const projected = (name: unknown) => ({ projected: { sources: [{ secret: { name } }] } });
const variable = (name: unknown) => ({
  name: "X",
  valueFrom: { secretKeyRef: { name, key: "k" } },
});
const isAllowed = { serviceAccountName: "api" };

stackCases(secretReach, [
  accepts("a workload that takes nothing", [web()], guard),
  accepts(
    "other Secrets",
    [web({ ...mounts(secret("x")), ...container({ env: [variable("x")] }) })],
    guard,
  ),
  accepts("everything where no Secret is guarded", [web(mounts(secret("db-creds")))], {}),
  accepts(
    "a mount by an allowed account",
    [web({ ...isAllowed, ...mounts(secret("db-creds")) })],
    guard,
  ),
  accepts(
    "a mount of the name in another namespace",
    [web(mounts(secret("db-creds")), "ops")],
    guard,
  ),
  accepts(
    "an account allowed by its name",
    [web({ ...isAllowed, ...mounts(secret("db-creds")) })],
    { ...guard, allowed: ["api"] },
  ),
  accepts(
    "an account allowed by its name where the Secret's namespace is not said",
    [web({ ...isAllowed, ...mounts(secret("db-creds")) })],
    { secret: "db-creds", allowed: ["api"] },
  ),
  refuses(
    "an account of the allowed name elsewhere",
    [bindCluster("b", "ClusterRole edit", "ops/api"), web(isAllowed, "ops")],
    atAccount,
    { ...guard, allowed: ["api"] },
  ),
  refuses(
    "a volume",
    [web(mounts(secret("db-creds")))],
    [`Deployment web: ${pod}.volumes[0].secret.secretName`],
    guard,
  ),
  refuses(
    "a projected volume",
    [web(mounts(projected("db-creds")))],
    [`Deployment web: ${pod}.volumes[0].projected.sources[0].secret.name`],
    guard,
  ),
  ...["containers", "initContainers", "ephemeralContainers"].map((list) =>
    refuses(
      `a variable in ${list}`,
      [web({ [list]: [{ name: "c", env: [variable("x"), variable("db-creds")] }] })],
      [`Deployment web: ${pod}.${list}[0].env[1].valueFrom.secretKeyRef.name`],
      guard,
    ),
  ),
  refuses(
    "a whole environment",
    [web(container({ envFrom: [{ secretRef: { name: "db-creds" } }] }))],
    [`Deployment web: ${pod}.containers[0].envFrom[0].secretRef.name`],
    guard,
  ),
  refuses(
    "a mount by the account default",
    [deployment("web", { pod: mounts(secret("db-creds")) })],
    [`Deployment web: ${pod}.volumes[0].secret.secretName`],
    guard,
  ),
  refuses(
    "a Secret guarded in every namespace",
    [web(mounts(secret("db-creds")), "ops")],
    [`Deployment web: ${pod}.volumes[0].secret.secretName`],
    { secret: "db-creds", allowed: [] },
  ),
  waits(
    "an unknown volume",
    [web(mounts(secret(later)))],
    [`Deployment web: ${pod}.volumes[0].secret.secretName`],
    guard,
  ),
  waits(
    "unknown variables",
    [web(container({ env: later }))],
    [`Deployment web: ${pod}.containers[0].env`],
    guard,
  ),
  waits(
    "unknown containers",
    [web({ containers: later })],
    [`Deployment web: ${pod}.containers`],
    guard,
  ),
  waits(
    "an unknown account with a mount",
    [web({ serviceAccountName: later, ...mounts(secret("db-creds")) })],
    [`Deployment web: ${pod}.volumes[0].secret.secretName`],
    guard,
  ),
  waits(
    "an unknown namespace with a mount",
    [web(mounts(secret("db-creds")), later)],
    [`Deployment web: ${pod}.volumes[0].secret.secretName`],
    { ...guard, allowed: [] },
  ),
  accepts(
    "an unknown value of a variable",
    [web(container({ env: [{ name: "X", value: later }] }))],
    guard,
  ),
]);

const given = (verbs: string, resources: string, rest = {}) => [
  web(),
  role("r", [grant(verbs, resources, rest)]),
  bind("b", "Role r", "shop/web"),
];
const anywhere = (verbs: string, resources: string) => [
  web(),
  clusterRole("r", [grant(verbs, resources)]),
  bindCluster("b", "ClusterRole r", "shop/web"),
];
const elsewhere = (verbs: string, resources: string) => [
  web(),
  clusterRole("r", [grant(verbs, resources)]),
  bind("b", "ClusterRole r", "shop/web", "ops"),
];
const names = (...resourceNames: unknown[]) => ({ resourceNames });
const holder = deployment("api", { pod: { ...isAllowed, ...mounts(secret("db-creds")) } });

stackCases({ ...secretReach, id: "rbac-secret-reach over the API" }, [
  ...["get", "list", "watch", "patch"].map((verb) =>
    refuses(verb, given(verb, "secrets"), atAccount, guard),
  ),
  refuses("its name", given("get", "secrets", names("x", "db-creds")), atAccount, guard),
  accepts("other names", given("get", "secrets", names("x")), guard),
  accepts("verbs that show nothing", given("create update delete", "secrets"), guard),
  accepts("rights in another namespace", elsewhere("*", "secrets pods"), guard),
  refuses("rights in the whole cluster", anywhere("get", "secrets"), atAccount, guard),
  accepts(
    "rights of an allowed account",
    [web(isAllowed), bind("b", "ClusterRole edit", "shop/api")],
    guard,
  ),
  refuses("creating pods", given("create", "pods"), atAccount, guard),
  refuses("creating workloads", given("create", "jobs.batch"), atAccount, guard),
  ...["update", "patch"].map((verb) =>
    refuses(`changing workloads by ${verb}`, given(verb, "deployments.apps"), atAccount, guard),
  ),
  accepts("changing pods: their volumes stay", given("update patch", "pods"), guard),
  accepts("creating templates that start nothing", given("create", "podtemplates"), guard),
  accepts("entering pods that do not hold it", given("create", "pods/exec"), guard),
  ...["pods/exec", "pods/attach"].flatMap((resource) =>
    ["create", "get"].map((verb) =>
      refuses(
        `entering pods that hold it by ${verb} on ${resource}`,
        [holder, ...given(verb, resource)],
        atAccount,
        guard,
      ),
    ),
  ),
  accepts(
    "entering pods of another namespace",
    [holder, ...elsewhere("create", "pods/exec")],
    guard,
  ),
  accepts(
    "entering pods of another namespace where the Secret's is not said",
    [holder, ...elsewhere("create", "pods/exec")],
    { secret: "db-creds", allowed: ["shop/api", "api"] },
  ),
  waits(
    "entering pods that may hold it",
    [
      deployment("api", { pod: { ...isAllowed, ...mounts(secret(later)) } }),
      ...given("create", "pods/exec"),
    ],
    atAccount,
    guard,
  ),
  ...["update", "patch"].map((verb) =>
    refuses(
      `adding a container to pods by ${verb}: it takes in any Secret`,
      given(verb, "pods/ephemeralcontainers"),
      atAccount,
      guard,
    ),
  ),
  accepts("reading which containers were added", given("get", "pods/ephemeralcontainers"), guard),
  refuses(
    "rights without a mounted token",
    [web({ automountServiceAccountToken: false }), bind("b", "ClusterRole edit", "shop/web")],
    atAccount,
    guard,
  ),
  waits("unknown names", given("get", "secrets", names(later)), atAccount, guard),
  waits(
    "unknown rules",
    [web(), role("r", later), bind("b", "Role r", "shop/web")],
    atAccount,
    guard,
  ),
  waits(
    "a binding in an unknown namespace",
    [web(), bind("b", "ClusterRole edit", "shop/web", later)],
    atAccount,
    guard,
  ),
]);

describe("rbac-secret-reach", () => {
  it("spells the way to the Secret", () => {
    assert.deepEqual(messages(secretReach, given("create", "pods"), guard), [
      "Deployment shop/web -> ServiceAccount shop/web -> RoleBinding shop/b -> Role r -> " +
        "starts containers, which may take in Secret shop/db-creds: take the right away or allow the account",
    ]);
  });

  it("names the account of a workload that takes the Secret in", () => {
    assert.deepEqual(messages(secretReach, [web(mounts(secret("db-creds")))], guard), [
      "Deployment shop/web of ServiceAccount shop/web mounts it: " +
        "Secret shop/db-creds is for allowed accounts only",
    ]);
  });
});
