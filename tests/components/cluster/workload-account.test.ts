import assert from "node:assert/strict";

import { WorkloadAccount } from "../../../components/cluster/index.ts";
import { only, record, valueOf } from "../../helpers/record.ts";

const rules = [
  { apiGroups: [""], resources: ["configmaps"], resourceNames: ["a"], verbs: ["get"] },
];
const args = { account: "worker", namespace: "shop" };

describe("WorkloadAccount", () => {
  it("mounts no token", async () => {
    let account!: WorkloadAccount;
    const seen = await record(() => (account = new WorkloadAccount("w", args)));

    const { inputs } = only("kubernetes:core/v1:ServiceAccount", seen);
    assert.equal(inputs.automountServiceAccountToken, false);
    assert.equal(await valueOf(account.serviceAccountName), "worker");
  });

  it("makes no Role for a workload that needs no rights", async () => {
    const seen = await record(() => new WorkloadAccount("w", args));
    assert.equal(seen.filter(({ type }) => type.includes("rbac")).length, 0);
  });

  it("binds exactly the rules it was given, in its namespace alone", async () => {
    const seen = await record(() => new WorkloadAccount("w", { ...args, rules }));

    assert.deepEqual(
      only("kubernetes:rbac.authorization.k8s.io/v1:Role", seen).inputs.rules,
      rules,
    );
    const { inputs } = only("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", seen);
    assert.deepEqual(inputs.subjects, [
      { kind: "ServiceAccount", name: "worker", namespace: "shop" },
    ]);
    assert.equal(inputs.roleRef.name, "worker");
  });

  it("refuses a wildcard", async () => {
    const all = [{ apiGroups: [""], resources: ["*"], verbs: ["get"] }];
    await assert.rejects(
      record(() => new WorkloadAccount("w", { ...args, rules: all })),
      /each group, resource and verb by its name is needed/,
    );
  });
});
