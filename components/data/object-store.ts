import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { podSecurity, restricted, restrictedPod } from "../shared/hardening.ts";
import { identity } from "../shared/identity.ts";
import { tcp } from "../shared/network.ts";
import { probes, scratch } from "../shared/pod.ts";
import type { Memory } from "../shared/quantity.ts";
import { storeKeys } from "./backup.ts";

export interface ObjectStoreArgs {
  namespace: string;
  image: string;
  storage: Memory;
  /** @default - the cluster's default class */
  storageClass?: string;
  /** Secret with the one credential that it knows. */
  secret: pulumi.Input<string>;
  /** Labels of the pods that may connect. */
  clients: { matchLabels: Record<string, string> }[];
  /** Whether pods name their users: OpenShift gives each namespace its own. */
  fixedUsers: boolean;
}

const app = "object-store";
export const storePort = 7070;
const userId = 10003;

/** An S3 server on one volume, for a stack that is given no object store of its own. */
export class ObjectStore extends pulumi.ComponentResource {
  readonly workload: { kind: "Deployment"; namespace: string; name: string };
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: ObjectStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:ObjectStore", name, args, opts);
    const { namespace, storage, storageClass, clients } = args;
    const owned = { parent: this };
    const { metadata: common, selector } = identity(name, app, namespace);
    const metadata = { name: app, ...common };
    const claim = {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage } },
      ...(storageClass && { storageClassName: storageClass }),
    };
    const annotations = { "pulumi.com/skipAwait": "true" }; // it is bound when its pod comes
    const volume = new k8s.core.v1.PersistentVolumeClaim(
      name,
      { metadata: { ...metadata, annotations }, spec: claim },
      // A volume of another class would be another volume, without the backups.
      { ...owned, ignoreChanges: ["spec.storageClassName"] },
    );
    const policy = {
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress"],
      ingress: [{ from: clients.map((podSelector) => ({ podSelector })), ports: tcp(storePort) }],
    };
    const walls = new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: policy }, owned);
    const spec = {
      replicas: 1,
      strategy: { type: "Recreate" }, // the volume has one writer
      selector: { matchLabels: selector },
      template: { metadata: { labels: common.labels }, spec: pod(args, volume.metadata.name) },
    };
    const made = new k8s.apps.v1.Deployment(
      name,
      { metadata, spec },
      { ...owned, dependsOn: walls },
    );
    const ports = [{ name: "s3", port: storePort, targetPort: "s3" }];
    new k8s.core.v1.Service(name, { metadata, spec: { selector, ports } }, owned);

    this.workload = { kind: "Deployment", namespace, name: app };
    this.declared = pulumi.output({ spec, policy, uid: made.id });
    this.registerOutputs({});
  }
}

function pod({ image, secret, fixedUsers }: ObjectStoreArgs, claimName: pulumi.Input<string>) {
  const from = (key: string) => ({ secretKeyRef: { name: secret, key } });
  const alive = { httpGet: { path: "/healthz", port: "s3" } };
  const size = { memory: "256Mi", "ephemeral-storage": "64Mi" };
  return {
    ...restrictedPod,
    serviceAccountName: app,
    securityContext: podSecurity(fixedUsers ? userId : undefined),
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name: "versitygw",
        image,
        imagePullPolicy: "IfNotPresent",
        command: ["/usr/local/bin/versitygw"],
        args: ["--port", `:${storePort}`, "--health", "/healthz", "--quiet", "posix", "/data"],
        env: [
          { name: "ROOT_ACCESS_KEY", valueFrom: from(storeKeys.id) },
          { name: "ROOT_SECRET_KEY", valueFrom: from(storeKeys.secret) },
        ],
        ports: [{ name: "s3", containerPort: storePort }],
        ...probes(alive, alive, alive),
        resources: { requests: { cpu: "25m", ...size }, limits: { cpu: "500m", ...size } },
        securityContext: restricted,
        volumeMounts: [
          { name: "data", mountPath: "/data" },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
    ],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName } }, scratch("tmp", "64Mi")],
  };
}
