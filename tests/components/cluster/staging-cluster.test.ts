import assert from "node:assert/strict";

import { StagingCluster, type StagingClusterArgs } from "../../../components/cluster/index.ts";
import { canonical } from "../../../components/shared/digest.ts";
import { only, record, valueOf } from "../../helpers/record.ts";

const args: StagingClusterArgs = {
  access: { kubeconfig: "some/kubeconfig", context: "staging" },
  dns: { namespace: "kube-system", ports: [53, 1053] },
  namespaces: {
    app: { namespace: "shop", quota: { cpu: "4", memory: "4Gi", pods: 9 }, accounts: { web: [] } },
  },
};
const build = () => record(() => new StagingCluster("staging", args));

describe("StagingCluster", () => {
  it("tells its provider the path and the context, and keeps it when the path changes", async () => {
    const { inputs } = only("pulumi:providers:kubernetes", await build());

    assert.equal(inputs.kubeconfig, "some/kubeconfig");
    assert.equal(inputs.context, "staging");
    assert.equal(inputs.clusterIdentifier, "staging");
  });

  it("has the API server refuse pods below the restricted standard", async () => {
    const { inputs } = only("kubernetes:core/v1:Namespace", await build());

    assert.equal(inputs.metadata.name, "shop");
    for (const mode of ["enforce", "audit", "warn"]) {
      assert.equal(inputs.metadata.labels[`pod-security.kubernetes.io/${mode}`], "restricted");
    }
  });

  it("limits what all pods together, and each container by default, may claim", async () => {
    const seen = await build();

    const { hard } = only("kubernetes:core/v1:ResourceQuota", seen).inputs.spec;
    assert.equal(hard["limits.cpu"], "4");
    assert.equal(hard["requests.memory"], "4Gi");
    assert.equal(hard["services.loadbalancers"], "0");
    const [limit] = only("kubernetes:core/v1:LimitRange", seen).inputs.spec.limits;
    assert.deepEqual(Object.keys(limit.defaultRequest), ["cpu", "ephemeral-storage", "memory"]);
  });

  it("denies all conversations but those with DNS", async () => {
    const policies = (await build()).filter(({ type }) => type.endsWith(":NetworkPolicy"));

    assert.deepEqual(policies[0]!.inputs.spec, {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    const matchLabels = { "kubernetes.io/metadata.name": "kube-system" };
    assert.deepEqual(policies[1]!.inputs.spec.egress, [
      {
        to: [{ namespaceSelector: { matchLabels } }],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
          { protocol: "UDP", port: 1053 },
          { protocol: "TCP", port: 1053 },
        ],
      },
    ]);
  });

  it("declares something else when a quota changes", async () => {
    const declared = async (cpu: "4" | "5") => {
      let cluster!: StagingCluster;
      const app = { ...args.namespaces["app"]!, quota: { cpu, memory: "4Gi" as const, pods: 9 } };
      await record(() => (cluster = new StagingCluster("s", { ...args, namespaces: { app } })));
      return canonical(await valueOf(cluster.declared));
    };
    assert.notEqual(await declared("4"), await declared("5"));
    assert.equal(await declared("4"), await declared("4"));
  });
});
