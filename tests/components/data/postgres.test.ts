import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { noSteps } from "../../../components/data/postgres-roles.ts";
import { Postgres, type PostgresArgs } from "../../../components/data/postgres.ts";
import { imageSets } from "../../../components/shared/versions.ts";
import { type Registration, only, record } from "../../helpers/record.ts";

const args: PostgresArgs = {
  namespace: "shop-data",
  images: imageSets.official,
  api: { addresses: ["192.0.2.1"], ports: [6443] },
  clients: { namespace: "shop", identities: ["database-client", "backend"] },
  ...{ instances: 3, storage: "2Gi", poolers: 2, fixedUsers: true, protect: true },
  ...{ monitors: [], podMonitors: true },
  steps: noSteps,
  size: { cpuRequest: "250m", cpuLimit: "1", memory: "512Mi" },
};
const backup = {
  peer: { to: [], port: 443 },
  terms: { schedule: "0 0 2 * * *", retentionDays: 7, archiveSeconds: 30 },
  store: { endpoint: "https://s3.example.com", bucket: "b", folder: "f", secret: "s" },
};
const declare = (changes: Partial<PostgresArgs> = {}) =>
  record(() => new Postgres("pg", { ...args, ...changes }));
const cluster = (seen: Registration[]) =>
  only("kubernetes:postgresql.cnpg.io/v1:Cluster", seen).inputs;
const policy = (seen: Registration[], name: string) =>
  seen.find((each) => /:NetworkPolicy$/.test(each.type) && each.name === name)!.inputs;

describe("Postgres", () => {
  it("acknowledges no commit that one instance alone has, and proves the quorum", async () => {
    const { postgresql } = cluster(await declare()).spec;
    assert.deepEqual(postgresql.synchronous, {
      ...{ method: "any", number: 1, dataDurability: "required", failoverQuorum: true },
    });
  });

  it("puts each of several instances on a node of its own, and one anywhere", async () => {
    const three = cluster(await declare()).spec;
    assert.equal(three.affinity.podAntiAffinityType, "required");
    assert.equal(three.enablePDB, true);

    const one = cluster(await declare({ instances: 1 })).spec;
    assert.equal(one.affinity.podAntiAffinityType, "preferred");
    assert.equal(one.postgresql.synchronous, undefined);
    assert.equal(one.enablePDB, false);
  });

  it("protects the cluster alone from being destroyed, where it is to be kept", async () => {
    const isProtected: string[] = [];
    const watch: pulumi.ResourceTransformation = ({ type, opts }) => {
      if (opts.protect) isProtected.push(type);
      return undefined;
    };
    const options = { transformations: [watch] };
    await record(() => new Postgres("pg", { ...args, protect: true }, options));
    assert.deepEqual(isProtected, ["kubernetes:postgresql.cnpg.io/v1:Cluster"]);
    await record(() => new Postgres("pg", { ...args, protect: false }, options));
    assert.equal(isProtected.length, 1);
  });

  it("waits for the cluster to be ready before it counts as made", async () => {
    const { annotations } = cluster(await declare()).metadata;
    assert.equal(annotations["pulumi.com/waitFor"], "condition=Ready");
  });

  it("asks for no archive where there is none", async () => {
    const asked = async (changes: Partial<PostgresArgs>) =>
      cluster(await declare(changes)).metadata.annotations["cnpg.io/skipWalArchiving"];
    assert.equal(await asked({}), "enabled");
    assert.equal(await asked({ backup }), undefined);
  });

  it("takes cluster and pooler away before what they own, which the operator would make anew", async () => {
    const seen = await declare();
    for (const kind of ["Cluster", "Pooler"]) {
      const { annotations } = only(`kubernetes:postgresql.cnpg.io/v1:${kind}`, seen).inputs
        .metadata;
      assert.equal(annotations["pulumi.com/deletionPropagationPolicy"], "background");
    }
  });

  it("may say later what the operator has filled in, such as the archive's time for backups", async () => {
    const seen = await declare();
    for (const kind of ["Cluster", "Pooler"]) {
      const { metadata } = only(`kubernetes:postgresql.cnpg.io/v1:${kind}`, seen).inputs;
      assert.equal(metadata.annotations["pulumi.com/patchForce"], "true");
    }
  });

  it("accepts no connection without TLS, to the instances or to the pooler", async () => {
    const seen = await declare();
    assert.deepEqual(cluster(seen).spec.postgresql.pg_hba, ["hostnossl all all all reject"]);
    const { pgbouncer } = only("kubernetes:postgresql.cnpg.io/v1:Pooler", seen).inputs.spec;
    assert.equal(pgbouncer.parameters.client_tls_sslmode, "require");
  });

  it("gives no role the rights of a superuser, or to make roles or databases", async () => {
    const { spec } = cluster(await declare());
    assert.equal(spec.enableSuperuserAccess, false);
    const words = new Set<string>(spec.managed.roles.flatMap((role: object) => Object.keys(role)));
    assert.deepEqual([...words].sort(), [
      ...["connectionLimit", "disablePassword", "ensure", "inRoles", "inherit", "login", "name"],
      "passwordSecret",
    ]);
  });

  it("lets in the named clients, the operator and its own pods, and nobody else", async () => {
    const [own, operator, clients] = policy(await declare(), "pg").spec.ingress;
    const itself = { podSelector: { matchLabels: { "cnpg.io/cluster": "postgres" } } };
    assert.deepEqual(own.from, [itself]);
    assert.equal(operator.from.length, 1);
    assert.equal(
      operator.from[0].podSelector.matchLabels["app.kubernetes.io/name"],
      "cloudnative-pg",
    );
    const identities = clients.from.map(
      ({ podSelector }: any) => podSelector.matchLabels["shakedown.dev/identity"],
    );
    assert.deepEqual(identities, ["database-client", "backend"]);
    assert.deepEqual(clients.ports, [{ protocol: "TCP", port: 5432 }]);
  });

  it("lets its pods out to the API server and to each other, and nowhere else", async () => {
    const seen = await declare();
    const api = {
      to: [{ ipBlock: { cidr: "192.0.2.1/32" } }],
      ports: [{ protocol: "TCP", port: 6443 }],
    };
    for (const name of ["pg", "pg-operator"]) {
      const { egress, policyTypes } = policy(seen, name).spec;
      assert.deepEqual(policyTypes, ["Ingress", "Egress"]);
      assert.equal(egress.length, 2);
      assert.deepEqual(egress[0], api);
    }
  });

  it("watches its own namespace alone, without admission webhooks", async () => {
    const { inputs } = only("kubernetes:apps/v1:Deployment", await declare());
    const [{ env }] = inputs.spec.template.spec.containers;
    const values = Object.fromEntries(env.map(({ name, value }: any) => [name, value]));
    assert.equal(values.WATCH_NAMESPACE, "shop-data");
    assert.equal(values.MANAGE_WEBHOOK_CONFIGURATIONS, "false");
  });

  it("may run commands in pods where it makes base backups, and not elsewhere", async () => {
    const resources = async (changes: Partial<PostgresArgs>) => {
      const { inputs } = only(
        "kubernetes:rbac.authorization.k8s.io/v1:Role",
        await declare(changes),
      );
      return inputs.rules.flatMap((rule: any) => rule.resources);
    };
    assert.equal((await resources({ backup })).includes("pods/exec"), true);
    assert.equal((await resources({})).includes("pods/exec"), false);
  });

  it("reads nodes and catalogues in the whole cluster, and changes nothing there", async () => {
    const { rules } = only(
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
      await declare(),
    ).inputs;
    for (const { verbs } of rules) assert.deepEqual(verbs, ["get", "list", "watch"]);
    assert.deepEqual(
      rules.flatMap(({ resources }: any) => resources),
      ["nodes", "clusterimagecatalogs"],
    );
  });

  it("names no users where the cluster gives them", async () => {
    const security = async (fixedUsers: boolean) =>
      only("kubernetes:apps/v1:Deployment", await declare({ fixedUsers })).inputs.spec.template.spec
        .securityContext;
    assert.equal((await security(true)).runAsUser, 10001);
    assert.equal("runAsUser" in (await security(false)), false);
  });

  it("records nothing of how the cluster is just now, which would be a change each time", async () => {
    const live = { image: "postgres:17", storage: "1Gi" as const };
    const own = only("shakedown:data:Postgres", await declare({ live }));
    assert.equal("live" in own.inputs, false);
  });

  it("refuses a smaller volume than the one that holds the data", async () => {
    const live = { storage: "4Gi" as const };
    await assert.rejects(
      declare({ live }),
      /^Error: data\.postgres\.storage is "2Gi": at least 4Gi is needed/,
    );
  });

  it("refuses less memory than PostgreSQL needs", async () => {
    const size = { ...args.size, memory: "128Mi" as const };
    await assert.rejects(declare({ size }), /^Error: memory is "128Mi": PostgreSQL needs/);
  });
});
