import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { podSecurity, restricted, restrictedPod } from "../shared/hardening.ts";
import { contentName } from "../shared/digest.ts";
import { identity, identityLabel } from "../shared/identity.ts";
import { pods, tcp } from "../shared/network.ts";
import { secretFiles } from "../shared/pod.ts";
import { podsOf, ports } from "./network.ts";
import { service } from "./postgres-logins.ts";
import { owner, secretName } from "./postgres-roles.ts";
import { type VectorShape, schemaStatements } from "./vector-schema.ts";

export interface VectorStoreArgs {
  /** Namespace of the database. */
  namespace: string;
  /** Image with psql. */
  image: string;
  /** Name of the cluster that holds the vectors. */
  cluster: string;
  /** Host of its primary. */
  host: string;
  shape: VectorShape;
  /** Whether pods name their users: OpenShift gives each namespace its own. */
  fixedUsers: boolean;
}

/** Name of the Job that gives the store its shape, of its account, and of what lets it talk. */
const app = "vector-schema";
export const schemaIdentity = app;
const userId = 10002;

/** Texts and their vectors in PostgreSQL, with an index that finds the nearest ones. */
export class VectorStore extends pulumi.ComponentResource {
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: VectorStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:data:VectorStore", name, args, opts);
    const { namespace, shape, cluster } = args;
    const owned = { parent: this };
    const { metadata: common } = identity(name, app, namespace);
    const walls = this.letTalk(name, cluster, { name: app, ...common });
    const spec = {
      backoffLimit: 2,
      activeDeadlineSeconds: 600,
      template: {
        metadata: { labels: { ...common.labels, [identityLabel]: app } },
        spec: pod(args),
      },
    };
    // A Job cannot be changed: another shape is another Job, and the old one goes.
    const metadata = { name: contentName(app, spec), ...common };
    const made = new k8s.batch.v1.Job(name, { metadata, spec }, { ...owned, dependsOn: walls });
    this.declared = pulumi.output({ shape, uid: made.id });
    this.registerOutputs({});
  }

  /** Two rules beside those of the database: one lets the Job out, the other lets it in. */
  private letTalk(
    name: string,
    cluster: string,
    metadata: k8s.types.input.meta.v1.ObjectMeta & { name: string },
  ): pulumi.Resource[] {
    const job = pods(app);
    const instances = { podSelector: podsOf(cluster) };
    const policy = (suffix: string, spec: k8s.types.input.networking.v1.NetworkPolicySpec) =>
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${suffix}`,
        { metadata: { ...metadata, name: `${app}-${suffix}` }, spec },
        { parent: this },
      );
    return [
      policy("out", {
        ...job,
        policyTypes: ["Egress"],
        egress: [{ to: [instances], ports: tcp(ports.postgres) }],
      }),
      policy("in", {
        ...instances,
        policyTypes: ["Ingress"],
        ingress: [{ from: [job], ports: tcp(ports.postgres) }],
      }),
    ];
  }
}

function pod({ image, cluster, host, shape, fixedUsers }: VectorStoreArgs) {
  // A new pod is known to a network policy a few seconds after it has started.
  const files = "/run/secrets/shakedown";
  const script = `
tries=0
until psql -X -q -c "select" > /dev/null 2>&1 || [ "$tries" = 30 ]; do
  tries=$((tries + 1)); sleep 1
done
echo "$SCHEMA" | psql -X -q -1 -v ON_ERROR_STOP=1`;
  const env = {
    SCHEMA: schemaStatements(shape),
    PGHOST: host,
    PGSERVICEFILE: `${files}/pg_service.conf`,
    PGSERVICE: service,
    PGCONNECT_TIMEOUT: "3",
  };
  const size = { memory: "64Mi", "ephemeral-storage": "32Mi" };
  return {
    ...restrictedPod,
    serviceAccountName: app,
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 5,
    securityContext: podSecurity(fixedUsers ? userId : undefined),
    containers: [
      {
        name: "psql",
        image,
        imagePullPolicy: "IfNotPresent",
        command: ["sh", "-c", script],
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        terminationMessagePolicy: "FallbackToLogsOnError",
        resources: { requests: { cpu: "25m", ...size }, limits: { cpu: "250m", ...size } },
        securityContext: restricted,
        volumeMounts: [{ name: "login", mountPath: files, readOnly: true }],
      },
    ],
    volumes: [secretFiles("login", secretName(cluster, owner))],
  } satisfies k8s.types.input.core.v1.PodSpec;
}
