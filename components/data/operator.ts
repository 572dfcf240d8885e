import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { podSecurity, restricted } from "../shared/hardening.ts";
import { identity } from "../shared/identity.ts";
import { apart, probes, resources, spread } from "../shared/pod.ts";
import { disruptionBudget, rolling } from "../shared/rollout.ts";
import { type ApiEndpoints, operatorRules } from "./network.ts";
import { rightsOf } from "./operator-rights.ts";

export interface OperatorArgs {
  /** Namespace of the operator, and the only one that it watches. */
  namespace: string;
  image: string;
  /** Name of the cluster whose pods it talks to. */
  cluster: string;
  api: ApiEndpoints;
  /**
   * Image of the plugin that makes base backups, and hands changes to an archive.
   * @default - no backups
   */
  backups?: string;
  /** Two can replace each other. */
  replicas: number;
  /** Whether pods name their users: OpenShift gives each namespace its own. */
  fixedUsers: boolean;
}

const app = "cloudnative-pg";
const userId = 10001;
const webhookPort = 9443;

/**
 * CloudNativePG for one namespace. It installs no admission webhooks, so it needs no right to
 * change them: it judges its objects itself before it acts on them.
 */
export class Operator extends pulumi.ComponentResource {
  readonly workload: { kind: "Deployment"; namespace: string; name: string };
  /** Labels of its pods. */
  readonly selector: { matchLabels: Record<string, string> };
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: OperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:Operator", name, args, opts);
    const { namespace, cluster, api, replicas } = args;
    const owned = { parent: this };
    const { metadata: common, selector } = identity(name, app, namespace);
    const metadata = { name: app, ...common };
    this.selector = { matchLabels: selector };

    const account = new k8s.core.v1.ServiceAccount(
      name,
      { metadata, automountServiceAccountToken: false },
      owned,
    );
    const rights = rightsOf({ backups: args.backups !== undefined });
    const granted = grant(name, metadata, account, rights, owned);
    const policy = {
      podSelector: this.selector,
      policyTypes: ["Ingress", "Egress"],
      ...operatorRules(cluster, api),
    };
    const walls = new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: policy }, owned);
    const template = { metadata: { labels: metadata.labels }, spec: pod(args, this.selector) };
    const spec = rolling({ replicas, selector: this.selector, template });
    const made = new k8s.apps.v1.Deployment(
      name,
      { metadata, spec },
      { ...owned, dependsOn: [...granted, walls] },
    );
    if (replicas > 1) disruptionBudget(name, metadata, this.selector, owned);

    this.workload = { kind: "Deployment", namespace, name: app };
    this.declared = pulumi.output({ spec, policy, rights, uid: made.id });
    this.registerOutputs({});
  }
}

/** Binds the operator's rights, most of them within its namespace. */
function grant(
  name: string,
  metadata: { name: string; namespace: pulumi.Input<string>; labels: Record<string, string> },
  account: k8s.core.v1.ServiceAccount,
  rights: ReturnType<typeof rightsOf>,
  owned: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { namespace, labels } = metadata;
  const apiGroup = "rbac.authorization.k8s.io";
  const subjects = [{ kind: "ServiceAccount", name: account.metadata.name, namespace }];
  const role = new k8s.rbac.v1.Role(name, { metadata, rules: rights.namespace }, owned);
  const roleRef = { apiGroup, kind: "Role", name: role.metadata.name };
  const clusterMetadata = { name: pulumi.interpolate`${namespace}-${app}`, labels };
  const wide = new k8s.rbac.v1.ClusterRole(
    name,
    { metadata: clusterMetadata, rules: rights.cluster },
    owned,
  );
  const wideRef = { apiGroup, kind: "ClusterRole", name: wide.metadata.name };
  return [
    new k8s.rbac.v1.RoleBinding(name, { metadata, roleRef, subjects }, owned),
    new k8s.rbac.v1.ClusterRoleBinding(
      name,
      { metadata: clusterMetadata, roleRef: wideRef, subjects },
      owned,
    ),
  ];
}

function pod(args: OperatorArgs, selector: Operator["selector"]) {
  const { image, namespace, fixedUsers, backups } = args;
  const sockets = { name: "plugins", mountPath: "/plugins" };
  const shared = backups ? [sockets] : [];
  return {
    serviceAccountName: app,
    automountServiceAccountToken: true, // it works through the API
    enableServiceLinks: false,
    securityContext: podSecurity(fixedUsers ? userId : undefined),
    terminationGracePeriodSeconds: 10,
    affinity: apart(selector),
    topologySpreadConstraints: spread(selector),
    // The operator looks for plugins when it starts, and never again: this one is up before.
    ...(backups && { initContainers: [pluginContainer(backups, sockets)] }),
    containers: [container(image, namespace, shared)],
    volumes: [
      ...shared.map(({ name }) => ({ name, emptyDir: { sizeLimit: "1Mi" } })),
      { name: "scratch", emptyDir: { sizeLimit: "256Mi" } },
      {
        name: "certificates", // the operator makes the Secret, and reads it through the API
        secret: { secretName: "cnpg-webhook-cert", defaultMode: 0o440, optional: true },
      },
    ],
  } satisfies k8s.types.input.core.v1.PodSpec;
}

type Mount = { name: string; mountPath: string };

/** Tells the operator what an instance with backups needs: it speaks through a socket in the pod. */
function pluginContainer(image: string, sockets: Mount) {
  const port = 8081;
  const asked = { httpGet: { path: "/healthz", port } };
  return {
    ...{ name: "barman-cloud", image, imagePullPolicy: "IfNotPresent", restartPolicy: "Always" },
    command: ["/manager"],
    args: [
      "operator",
      `--plugin-path=${sockets.mountPath}`,
      `--health-probe-bind-address=:${port}`,
    ],
    env: [{ name: "SIDECAR_IMAGE", value: image }],
    ...probes(asked, asked, asked),
    resources: resources({ cpuRequest: "20m", cpuLimit: "500m", memory: "128Mi" }),
    securityContext: restricted,
    volumeMounts: [sockets],
  };
}

function container(
  image: string,
  namespace: string,
  mounts: Mount[],
): k8s.types.input.core.v1.Container {
  const asked = { httpGet: { path: "/readyz", port: webhookPort, scheme: "HTTPS" } };
  const alive = { tcpSocket: { port: webhookPort } };
  const env = {
    OPERATOR_IMAGE_NAME: image,
    OPERATOR_NAMESPACE: namespace,
    WATCH_NAMESPACE: namespace,
    MANAGE_WEBHOOK_CONFIGURATIONS: "false",
    // Milliseconds. While nobody is primary, an attempt to connect may get no answer at all: a node
    // refuses only so often a second. A standby must not wait 5 s for it before it tries again.
    STANDBY_TCP_USER_TIMEOUT: "1500",
  };
  return {
    name: "manager",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["/manager"],
    args: ["controller", "--leader-elect", `--webhook-port=${webhookPort}`],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    ports: [
      { name: "metrics", containerPort: 8080 },
      { name: "webhooks", containerPort: webhookPort },
    ],
    ...probes(asked, asked, alive),
    resources: {
      requests: { cpu: "50m", memory: "256Mi", "ephemeral-storage": "32Mi" },
      limits: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "512Mi" },
    },
    securityContext: restricted,
    volumeMounts: [
      { name: "scratch", mountPath: "/controller" },
      { name: "certificates", mountPath: "/run/secrets/cnpg.io/webhook" },
      ...mounts,
    ],
  };
}
