import type { JobContainer } from "../jobs/manifest.ts";
import type { Login } from "../run/plan.ts";

export interface PsqlArgs {
  name: string;
  /** Image with psql. */
  image: string;
  script: string;
  host: string;
  port: number;
  login: Login;
  /** Seconds that psql waits for a connection. */
  patience: number;
  /** Further variables of the script. */
  env: Record<string, string>;
}

/** Where the primary of a cluster that CloudNativePG keeps is reached. */
export const primaryAt = (namespace: string, cluster: string) => ({
  host: `${cluster}-rw.${namespace}.svc`,
  port: 5432,
});

/** Which ids a table holds, as runs of them: psql prints a line for each, first and last. */
export const rangesIn = (table: string) =>
  `select min(id), max(id) from (select id, id - row_number() over (order by id) as run
  from ${table}) each group by run order by 1`;

/** Waits until the server lets it through, at most so many seconds; then psql says why not. */
export const untilLetIn = (seconds: number) => `tries=0
until psql -X -q -c "select" > /dev/null 2>&1 || [ "$tries" = ${seconds} ]; do
  tries=$((tries + 1)); sleep 1
done`;

/** A container whose script asks a database by psql, over TLS, as a role. */
export function psqlContainer(args: PsqlArgs): JobContainer {
  const { name, image, script, host, port, login, patience } = args;
  const env = {
    ...args.env,
    PGHOST: host,
    PGPORT: `${port}`,
    PGDATABASE: login.database,
    PGSSLMODE: "require",
    PGCONNECT_TIMEOUT: `${patience}`,
  };
  return {
    name,
    image,
    command: ["sh", "-c", script],
    env: [
      ...Object.entries(env).map(([key, value]) => ({ name: key, value })),
      ...Object.entries({ PGUSER: "username", PGPASSWORD: "password" }).map(([key, from]) => ({
        name: key,
        valueFrom: { secretKeyRef: { name: login.secretName, key: from } },
      })),
    ],
    runAsUser: 999, // the image's own user
    resources: {
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { cpu: "500m", memory: "128Mi" },
    },
  };
}
