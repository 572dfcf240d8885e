/** The programs a stack runs. */
export type Program =
  | "nginx"
  | "httpd"
  | "postgres"
  | "redis"
  | "redisExporter"
  | "k6"
  | "cloudnativePg"
  | "clusteredPostgres"
  | "barmanCloud"
  | "pgbouncer"
  | "ollama"
  | "node"
  | "versitygw";

/** Where each program's image comes from. */
export type Images = Record<Program, string>;

const embedded = "localhost/shakedown";

/** `official` can be pulled from anywhere; `embedded` is what `embedded/images` builds. */
export const imageSets = {
  official: {
    nginx: "docker.io/library/nginx:1.26.3",
    httpd: "docker.io/library/httpd:2.4.65",
    postgres: "docker.io/library/postgres:17.6",
    redis: "docker.io/library/redis:8.0.3",
    redisExporter: "docker.io/oliver006/redis_exporter:v1.74.0",
    k6: "docker.io/grafana/k6:1.8.1",
    cloudnativePg: "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0",
    clusteredPostgres: "ghcr.io/cloudnative-pg/postgresql:17.6-standard-trixie",
    barmanCloud: "ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.14.0",
    pgbouncer: "ghcr.io/cloudnative-pg/pgbouncer:1.25.1",
    ollama: "docker.io/ollama/ollama:0.17.4",
    node: "docker.io/library/node:24.21.0",
    versitygw: "docker.io/versity/versitygw:v1.8.0",
  },
  embedded: {
    nginx: `${embedded}/nginx:1.26`,
    httpd: `${embedded}/httpd:2.4`,
    postgres: `${embedded}/postgres:17`,
    redis: `${embedded}/redis:8.0`,
    redisExporter: `${embedded}/redis-exporter:1.74.0`,
    k6: `${embedded}/k6:1.8.1`,
    cloudnativePg: `${embedded}/cloudnative-pg:1.30.0`,
    clusteredPostgres: `${embedded}/postgres:17`,
    barmanCloud: `${embedded}/barman-cloud:0.14.0`,
    pgbouncer: `${embedded}/pgbouncer:1.24`,
    ollama: `${embedded}/ollama:0.17.4`,
    node: `${embedded}/node:24.21.0`,
    versitygw: `${embedded}/versitygw:1.8.0`,
  },
} satisfies Record<string, Images>;

/** Where the definitions of CloudNativePG's objects are published, for the operator above. */
export const postgresDefinitions =
  "https://raw.githubusercontent.com/cloudnative-pg/cloudnative-pg/v1.30.0/releases/cnpg-1.30.0.yaml";

/** The same of the places that its plugin for backups copies to. */
export const backupDefinitions =
  "https://raw.githubusercontent.com/cloudnative-pg/plugin-barman-cloud/v0.14.0/manifest.yaml";
