import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { Redis, type RedisArgs } from "../../../components/data/index.ts";
import { redisChecks } from "../../../components/data/redis-checks.ts";
import { usersFile } from "../../../components/data/redis-logins.ts";
import { lackingVolume, readVolume } from "../../../components/data/redis-volume.ts";
import { canonical } from "../../../components/shared/digest.ts";
import { imageSets } from "../../../components/shared/versions.ts";
import { type Registration, only, record, valueOf } from "../../helpers/record.ts";

const off = { enabled: false, storage: "1Gi" } as const;
const on = { enabled: true, storage: "1Gi" } as const;
const args: RedisArgs = {
  ...{ namespace: "shop", serviceAccountName: "redis", images: imageSets.official },
  ...{ cpuRequest: "25m", cpuLimit: "500m", maxMemory: "64Mi", eviction: "allkeys-lru" },
  ...{ persistence: off, clients: ["backend"], monitors: [], fixedUsers: true, podMonitors: true },
};
const declare = (changes: Partial<RedisArgs> = {}) =>
  record(() => new Redis("redis", { ...args, ...changes }));
const set = (seen: Registration[]) => only("kubernetes:apps/v1:StatefulSet", seen).inputs;
const podOf = async (changes: Partial<RedisArgs> = {}) =>
  set(await declare(changes)).spec.template.spec;
const walls = async (changes: Partial<RedisArgs> = {}) =>
  only("kubernetes:networking.k8s.io/v1:NetworkPolicy", await declare(changes)).inputs.spec;
const claims = (seen: Registration[]) =>
  seen.filter(({ type }) => type === "kubernetes:core/v1:PersistentVolumeClaim");

describe("Redis", () => {
  it("bounds its data below the container's memory, and evicts as it is told", async () => {
    const [redis] = (await podOf({ eviction: "volatile-ttl" })).containers;
    const command = redis.command.join(" ");

    assert.match(
      command,
      new RegExp(`--maxmemory ${64 * 2 ** 20} --maxmemory-policy volatile-ttl`),
    );
    assert.equal(redis.resources.limits.memory, `${64 * 1.25 * 2 ** 20 + 16 * 2 ** 20}`);
    assert.equal(redis.resources.requests.memory, redis.resources.limits.memory);
  });

  it("keeps nothing unless told, in room of its own", async () => {
    const seen = await declare();
    const { containers, volumes } = set(seen).spec.template.spec;

    assert.match(containers[0].command.join(" "), /--appendonly no --save $/);
    assert.deepEqual(volumes[2], { name: "data", emptyDir: { sizeLimit: "64Mi" } });
    assert.deepEqual(claims(seen), []);
  });

  it("writes every change to a volume where it is to last, with memory for the copy", async () => {
    const seen = await declare({ persistence: { ...on, storageClass: "fast" } });
    const { containers, volumes } = set(seen).spec.template.spec;

    assert.match(containers[0].command.join(" "), /--appendonly yes/);
    assert.equal(containers[0].resources.limits.memory, `${2 * 64 * 2 ** 20 + 32 * 2 ** 20}`);
    assert.deepEqual(volumes[2].persistentVolumeClaim, { claimName: "redis-data" });
    const { spec } = claims(seen)[0]!.inputs;
    assert.deepEqual(
      [spec.storageClassName, spec.resources.requests, spec.accessModes],
      ["fast", { storage: "1Gi" }, ["ReadWriteOnce"]],
    );
  });

  it("is one pod at a time, which no budget keeps on its node", async () => {
    const seen = await declare();

    assert.equal(set(seen).spec.replicas, 1);
    assert.deepEqual(
      seen.filter(({ type }) => type.endsWith("PodDisruptionBudget")),
      [],
    );
  });

  it("runs both containers without root, rights or a writable root", async () => {
    const pod = await podOf();

    for (const { securityContext } of pod.containers) {
      assert.deepEqual(securityContext, {
        ...{ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        ...{ readOnlyRootFilesystem: true, runAsNonRoot: true },
        seccompProfile: { type: "RuntimeDefault" },
      });
    }
    assert.equal(pod.securityContext.runAsUser, 10103);
    assert.equal(pod.automountServiceAccountToken, false);
    assert.equal("runAsUser" in (await podOf({ fixedUsers: false })).securityContext, false);
  });

  it("gives each container three probes", async () => {
    for (const { startupProbe, readinessProbe, livenessProbe } of (await podOf()).containers) {
      assert.ok(startupProbe && readinessProbe && livenessProbe);
    }
  });

  it("keeps passwords in Secrets alone, and of the clients' own the server has a hash", async () => {
    const seen = await declare();
    const open = seen.filter(({ type }) => !/:Secret$/.test(type));
    assert.doesNotMatch(JSON.stringify(open), /mock-password|secretKeyRef/);

    const server = seen.find(({ inputs }) => inputs.metadata?.name === "redis-server")!;
    assert.doesNotMatch(JSON.stringify(server.inputs), /mock-password/);
    const mounted = (container: any) => container.volumeMounts.map(({ name }: any) => name);
    const { containers } = set(seen).spec.template.spec;
    assert.deepEqual(containers.map(mounted), [["server", "exporter", "data"], ["exporter"]]);
  });

  it("knows two users: a client who runs no server, and an exporter who sees no key", () => {
    const hash = createHash("sha256").update("one").digest("hex");
    const [client, exporter] = usersFile(["one", "two"]).split("\n");

    assert.equal(client, `user default on #${hash} ~* &* +@all -@admin -@dangerous +info`);
    assert.match(exporter!, /^user exporter on #[0-9a-f]{64} resetkeys resetchannels -@all /);
    const rights = exporter!.match(/\+\S+/g);
    assert.deepEqual(rights, [
      ...["+ping", "+info", "+latency|latest", "+latency|histogram", "+slowlog|len"],
    ]);
  });

  it("is reached by its clients, and its figures by nobody", async () => {
    assert.deepEqual((await walls()).ingress, [
      {
        from: [{ podSelector: { matchLabels: { "shakedown.dev/identity": "backend" } } }],
        ports: [{ protocol: "TCP", port: 6379 }],
      },
    ]);
  });

  it("shows its figures to the monitors that are named, and nothing else", async () => {
    const labels = { "app.kubernetes.io/name": "prometheus" };
    const monitors = [{ namespace: "monitoring", labels }];
    const { ingress } = await walls({ monitors });

    assert.deepEqual(ingress[1], {
      from: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
          podSelector: { matchLabels: labels },
        },
      ],
      ports: [{ protocol: "TCP", port: 9121 }],
    });
    assert.equal(ingress.length, 2);
  });

  it("is a target of a Prometheus that is named, where the kind exists by which it is told", async () => {
    const monitors = [{ namespace: "monitoring", labels: {} }];
    const told = async (changes: Partial<RedisArgs>) =>
      (await declare(changes)).filter(({ type }) => type.endsWith(":PodMonitor"));
    const [target, ...others] = await told({ monitors });
    const { selector } = set(await declare()).spec;
    assert.deepEqual(target!.inputs.spec, {
      ...{ selector, podMetricsEndpoints: [{ port: "metrics" }] },
    });
    assert.deepEqual(others, []);
    assert.deepEqual(await told({ monitors, podMonitors: false }), []);
    assert.deepEqual(await told({}), []);
  });

  it("records nothing of how its volume is just now, which would be a change each time", async () => {
    const live = { spec: { resources: { requests: { storage: "1Gi" } } } };
    const own = only("shakedown:data:Redis", await declare({ persistence: on, live }));
    assert.equal("live" in own.inputs, false);
  });

  it("refuses a smaller volume than the one that holds the data", async () => {
    const live = { spec: { resources: { requests: { storage: "2Gi" } } } };
    await assert.rejects(
      declare({ persistence: on, live }),
      /^Error: data\.redis\.persistence\.storage is "1Gi": at least 2Gi is needed/,
    );
  });

  it("refuses another class for a volume that is there", async () => {
    const live = { spec: { storageClassName: "fast" } };
    await assert.rejects(
      declare({ persistence: { ...on, storageClass: "slow" }, live }),
      /^Error: data\.redis\.persistence\.storageClass is "slow": fast is needed/,
    );
  });

  it("declares something else when its eviction changes", async () => {
    const declared = async (eviction: string) => {
      let made!: Redis;
      await record(() => (made = new Redis("redis", { ...args, eviction })));
      return canonical(await valueOf(made.declared));
    };
    assert.notEqual(await declared("allkeys-lru"), await declared("allkeys-lfu"));
  });
});

describe("the volume of Redis", () => {
  it("is looked at only where something is to be kept", async () => {
    const asked: string[] = [];
    const read = async (path: string) => void asked.push(path);
    await readVolume(off, "shop", read);
    await readVolume(on, "shop", read);

    assert.deepEqual(asked, ["api/v1/namespaces/shop/persistentvolumeclaims/redis-data"]);
  });

  it("needs a class that is there", () => {
    const offer = { storageClasses: ["standard"], defaultStorageClass: "standard" };
    assert.deepEqual(lackingVolume(offer, { ...off, storageClass: "fast" }), []);
    assert.deepEqual(lackingVolume(offer, on), []);
    assert.deepEqual(lackingVolume(offer, { ...on, storageClass: "fast" }), [
      "the storage class fast of data.redis.persistence.storageClass (there are: standard)",
    ]);
    assert.match(lackingVolume({ storageClasses: [] }, on)[0]!, /^a default storage class, or one/);
  });
});

describe("redisChecks", () => {
  const { load } = { load: loadSpec() };
  const degradation = { awaySeconds: 10, ratePerSecond: 20, backSeconds: 60 };
  const checksFor = async (changes: object = {}) => {
    let redis!: Redis;
    await record(() => (redis = new Redis("redis", args)));
    return redisChecks({
      ...{ redis: redis.reference, images: imageSets.official, load },
      client: { namespace: "shop", serviceAccountName: "backend" },
      degradation: { ...degradation, ...changes },
    });
  };

  it("ask the service as its load does, at a rate of their own, while the cache is away", async () => {
    const [{ name, spec }] = (await checksFor()) as any;

    assert.equal(name, "cache-degradation");
    assert.deepEqual(spec.load.profile, {
      ...{ ratePerSecond: 20, durationSeconds: 10, warmUpSeconds: 0, maxVUs: 50 },
    });
    assert.deepEqual(spec.load.thresholds, load.thresholds);
    assert.deepEqual(spec.pod, { namespace: "shop", name: "redis-0" });
    assert.deepEqual(spec.cache.identity.labels, { "shakedown.dev/identity": "backend" });
    assert.deepEqual(spec.cache.password, { name: "redis-login", key: "password" });
  });

  it("hold the service to other promises where it is told to", async () => {
    const [{ spec }] = (await checksFor({ errorRate: 0.2, p95Milliseconds: 900 })) as any;

    const { errorRate, p95Milliseconds } = spec.load.thresholds;
    assert.deepEqual([errorRate, p95Milliseconds], [0.2, 900]);
  });

  it("leave the cache alone where it is to be away for no time", async () => {
    assert.deepEqual(await checksFor({ awaySeconds: 0 }), []);
  });
});

function loadSpec() {
  return {
    kind: "load" as const,
    identity: { namespace: "shop-load", serviceAccountName: "load-generator", labels: {} },
    ...{ image: "k6:1", script: "web-app.js", baseUrl: "http://frontend.shop.svc" },
    profile: { ratePerSecond: 50, durationSeconds: 60, warmUpSeconds: 5, maxVUs: 50 },
    thresholds: { p95Milliseconds: 200, p99Milliseconds: 400, errorRate: 0.01 },
    resources: { requests: {}, limits: {} },
  };
}
