const label = "shakedown.dev/bench";
/** Name of the operated database. */
export const cluster = "postgres";
const labels = (part: string) => ({ [label]: part });
const files = "/run/secrets/bench";

/** Settings of the operated instance that cost or save work, as a plain one is started with. */
const compared =
  "shared_buffers max_connections wal_level wal_log_hints full_page_writes max_wal_size " +
  "checkpoint_timeout wal_keep_size max_worker_processes max_parallel_workers jit fsync";

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

function pod(name: string, namespace: string, part: string, spec: object) {
  const metadata = { name, namespace, labels: labels(part) as Record<string, string> };
  const own = { restartPolicy: "Never", automountServiceAccountToken: false };
  return { apiVersion: "v1", kind: "Pod", metadata, spec: { ...own, ...spec } };
}

/** What is read of the operated database. */
export interface ClusterSpec {
  imageName: string;
  instances: number;
  storage: { size: string; storageClass?: string };
  resources: object;
}

/** Like an instance of the operator's: its image, size, kind of volume, certificate and settings. */
export function plainPod(name: string, namespace: string, spec: ClusterSpec, settings: string) {
  const options = settings.trim().split("\n").join(" -c ");
  const script = `
initdb -D /data/db -U postgres --data-checksums -E UTF8 --auth=trust > /dev/null
echo "hostssl all all all trust" >> /data/db/pg_hba.conf
exec postgres -D /data/db -c listen_addresses=* -c unix_socket_directories=/tmp -c ssl=on \\
  -c ssl_cert_file=${files}/tls.crt -c ssl_key_file=${files}/tls.key -c ${options}`;
  const { size, storageClass: storageClassName } = spec.storage;
  const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } };
  return pod(name, namespace, "plain", {
    securityContext: { runAsUser: 26, runAsGroup: 26, fsGroup: 26, runAsNonRoot: true },
    containers: [
      {
        name: "postgres",
        image: spec.imageName,
        command: ["sh", "-ec", script],
        resources: spec.resources,
        readinessProbe: { exec: { command: ["pg_isready", "-h", "localhost", "-q"] } },
        securityContext: restricted,
        volumeMounts: [
          { name: "data", mountPath: "/data" },
          { name: "shm", mountPath: "/dev/shm" },
          { name: "certificate", mountPath: files },
        ],
      },
    ],
    volumes: [
      {
        name: "data",
        ephemeral: { volumeClaimTemplate: { spec: { ...claim, storageClassName } } },
      },
      { name: "shm", emptyDir: { medium: "Memory" } },
      { name: "certificate", secret: { secretName: `${cluster}-server`, defaultMode: 0o440 } },
    ],
  });
}

/** Runs a script as a client of the operated database. */
function asClient(name: string, namespace: string, image: string, script: string) {
  const env = {
    HOME: "/tmp",
    PGSERVICEFILE: `${files}/pg_service.conf`,
    PGCONNECT_TIMEOUT: "5",
    DIRECT: `service=app host=${cluster}-rw.${namespace}-data.svc`,
    POOLER: `service=app host=${cluster}-pooler.${namespace}-data.svc`,
  };
  const { metadata, ...rest } = pod(name, namespace, "client", {
    serviceAccountName: "database-client",
    securityContext: { runAsUser: 999, runAsGroup: 999, fsGroup: 999, runAsNonRoot: true },
    containers: [
      {
        name: "client",
        image,
        command: ["sh", "-c", script],
        env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
        resources: {
          requests: { cpu: "100m", memory: "128Mi" },
          limits: { cpu: "1", memory: "128Mi" },
        },
        securityContext: restricted,
        volumeMounts: [{ name: "login", mountPath: files }],
      },
    ],
    volumes: [{ name: "login", secret: { secretName: `${cluster}-prober-login` } }],
  });
  metadata.labels["shakedown.dev/identity"] = "database-client";
  return { metadata, ...rest };
}

export function settingsPod(name: string, namespace: string, image: string) {
  const names = compared.replaceAll(" ", "','");
  const sql = `select name || '=' || current_setting(name) from pg_settings where name in ('${names}')`;
  const script = `until psql -X -q "$DIRECT" -c select > /dev/null 2>&1; do sleep 1; done
psql -X -q -t -A "$DIRECT" -c "${sql}"`;
  return asClient(name, namespace, image, script);
}

export function clientPod(
  name: string,
  namespace: string,
  image: string,
  address: string,
  sync: boolean,
  { rounds, seconds }: { rounds: number; seconds: number },
) {
  const ways = ["plain", "pooler", "primary", ...(sync ? ["primary-without-wait"] : [])];
  const script = `
plain="host=${address} user=postgres dbname=postgres sslmode=require"
until psql -X -q "$plain" -c select > /dev/null 2>&1; do sleep 1; done
for to in "$plain" "$DIRECT"; do pgbench -i -q -s 10 "$to" 2>&1 | tail -n 1; done
bench() {
  case "$1" in
    plain) to=$plain ;; pooler) to=$POOLER ;; primary) to=$DIRECT ;;
    *) to="$DIRECT options='-c synchronous_commit=local'" ;;
  esac
  said=$(pgbench -n -c 8 -j 2 -T "$2" "$to" 2>&1)
  tps=$(echo "$said" | sed -n 's/^tps = \\([0-9.]*\\).*/\\1/p')
  [ "$tps" ] || { echo "$said" | tail -n 3; exit 3; }
  echo "$3 $1 $tps"
}
for way in ${ways.join(" ")}; do bench $way 5 warm; done
for round in $(seq ${rounds}); do for way in ${ways.join(" ")}; do bench $way ${seconds} tps; done; done
psql -X -q "$DIRECT" -c "drop table pgbench_accounts, pgbench_branches, pgbench_tellers, pgbench_history"`;
  return asClient(name, namespace, image, script);
}

/** The client reaches the plain instance, and nobody else does; the database knows it as a client. */
export function walls(name: string, namespace: string, data: string) {
  const select = (part: string) => ({ podSelector: { matchLabels: labels(part) } });
  const space = (of: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": of } },
  });
  const ports = [{ protocol: "TCP", port: 5432 }];
  const to = [{ ...select("plain"), ...space(data) }];
  const from = [{ ...select("client"), ...space(namespace) }];
  const policy = (at: string, spec: object) => ({
    ...{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" },
    metadata: { name, namespace: at },
    spec,
  });
  return [
    policy(namespace, { ...select("client"), policyTypes: ["Egress"], egress: [{ to, ports }] }),
    policy(data, { ...select("plain"), policyTypes: ["Ingress"], ingress: [{ from, ports }] }),
  ];
}
