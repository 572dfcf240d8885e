import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { canonical } from "../../../components/shared/digest.ts";
import { Microservice, type MicroserviceArgs } from "../../../components/workloads/microservice.ts";
import { pods } from "../../../components/shared/network.ts";
import { probes, resources } from "../../../components/shared/pod.ts";
import { only, record, valueOf } from "../../helpers/record.ts";

const probe = { tcpSocket: { port: 80 } };
const args: MicroserviceArgs = {
  service: "web",
  app: "nginx",
  namespace: "shop",
  serviceAccountName: "web",
  userId: 10101,
  container: {
    name: "nginx",
    image: "nginx:1",
    ...probes(probe, probe, probe),
    resources: resources({ cpuRequest: "10m", cpuLimit: "1", memory: "64Mi" }),
  },
  volumes: [],
  conversations: { clients: [pods("caller")], port: 8080 },
  replicas: 2,
};
const build = (change: Partial<MicroserviceArgs> = {}) =>
  record(() => new Microservice("web-app-web", { ...args, ...change }));
const podOf = async (change: Partial<MicroserviceArgs> = {}) =>
  only("kubernetes:apps/v1:Deployment", await build(change)).inputs.spec.template.spec;

describe("Microservice", () => {
  it("runs its container without root, rights or a writable root", async () => {
    const pod = await podOf();

    assert.deepEqual(pod.containers[0].securityContext, {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.equal(pod.securityContext.runAsUser, 10101);
    assert.equal(pod.securityContext.runAsGroup, 10101);
    assert.equal(pod.automountServiceAccountToken, false);
    assert.equal(pod.enableServiceLinks, false);
    assert.equal(pod.serviceAccountName, "web");
  });

  it("claims processor, memory and scratch space, with limits", async () => {
    const [container] = (await podOf()).containers;
    assert.deepEqual(container.resources, {
      requests: { cpu: "10m", memory: "64Mi", "ephemeral-storage": "32Mi" },
      limits: { cpu: "1", memory: "64Mi", "ephemeral-storage": "256Mi" },
    });
  });

  it("spreads its pods over nodes and zones, and starts without either", async () => {
    const pod = await podOf();
    assert.deepEqual(
      pod.topologySpreadConstraints.map((each: any) => [each.topologyKey, each.whenUnsatisfiable]),
      [
        ["kubernetes.io/hostname", "ScheduleAnyway"],
        ["topology.kubernetes.io/zone", "ScheduleAnyway"],
      ],
    );
  });

  it("may lose one of several pods at a time to a drain, and unready ones always", async () => {
    const { inputs } = only("kubernetes:policy/v1:PodDisruptionBudget", await build());
    assert.equal(inputs.spec.maxUnavailable, 1);
    assert.equal(inputs.spec.unhealthyPodEvictionPolicy, "AlwaysAllow");
  });

  it("has no budget that would keep the node of a single pod from being drained", async () => {
    const seen = await build({ replicas: 1 });
    assert.deepEqual(
      seen.filter(({ type }) => type.endsWith("PodDisruptionBudget")),
      [],
    );
  });

  it("is called by its clients alone, and calls nobody unless told", async () => {
    const { spec } = only("kubernetes:networking.k8s.io/v1:NetworkPolicy", await build()).inputs;
    assert.deepEqual(spec, {
      podSelector: { matchLabels: { "shakedown.dev/identity": "web" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { "shakedown.dev/identity": "caller" } } }],
          ports: [{ protocol: "TCP", port: 8080 }],
        },
      ],
    });
  });

  it("sends requests to pods of its own, never to a probe that carries its identity", async () => {
    const { selector } = only("kubernetes:core/v1:Service", await build()).inputs.spec;
    assert.equal(selector["app.kubernetes.io/instance"], "web-app-web");
    assert.equal("shakedown.dev/identity" in selector, false);
  });

  it("publishes the address of its Service", async () => {
    let made!: Microservice;
    await record(() => (made = new Microservice("w", { ...args, servicePort: 80 })));
    assert.equal(await valueOf(made.address), "web.shop.svc:80");
    assert.deepEqual(made.workload, { kind: "Deployment", namespace: "shop", name: "web" });
  });

  it("keeps its claim as a StatefulSet", async () => {
    const claim = { storage: "1Gi", storageClass: "fast" } as const;
    const seen = await build({ replicas: 1, claim });

    const { spec } = only("kubernetes:apps/v1:StatefulSet", seen).inputs;
    assert.equal(spec.serviceName, "web");
    assert.deepEqual(spec.volumeClaimTemplates[0].spec, {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "fast",
      resources: { requests: { storage: "1Gi" } },
    });
  });

  it("takes its volume along when it goes, and goes for no other size of it", async () => {
    const options: pulumi.CustomResourceOptions[] = [];
    const watch: pulumi.ResourceTransformation = ({ type, opts }) => {
      if (type.endsWith(":StatefulSet")) options.push(opts);
      return undefined;
    };
    const claimed = { ...args, replicas: 1, claim: { storage: "1Gi" as const } };
    const seen = await record(() => new Microservice("w", claimed, { transformations: [watch] }));

    const { spec } = only("kubernetes:apps/v1:StatefulSet", seen).inputs;
    assert.deepEqual(spec.persistentVolumeClaimRetentionPolicy, {
      ...{ whenDeleted: "Delete", whenScaled: "Retain" },
    });
    assert.deepEqual(options[0]!.ignoreChanges, ["spec.volumeClaimTemplates"]);
  });

  it("refuses copies of what has storage of its own", async () => {
    await assert.rejects(
      build({ claim: { storage: "1Gi" } }),
      /^Error: replicas is 2: 1 is needed with storage of its own/,
    );
  });

  it("declares something else when its image changes", async () => {
    const declared = async (image: string) => {
      let made!: Microservice;
      const container = { ...args.container, image };
      await record(() => (made = new Microservice("w", { ...args, container })));
      return canonical(await valueOf(made.declared));
    };
    assert.notEqual(await declared("nginx:1"), await declared("nginx:2"));
    assert.equal(await declared("nginx:1"), await declared("nginx:1"));
  });
});
