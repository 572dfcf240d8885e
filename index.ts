import { AiServices, isAsked, lackingRoom, llmClient, textClients } from "./components/ai/index.ts";
import { StagingCluster, discover, readLive } from "./components/cluster/index.ts";
import {
  DataServices,
  Redis,
  instancesOn,
  knowsPodMonitors,
  lacking,
  lackingVolume,
  namesUsers,
  readData,
  readVolume,
  redisChecks,
} from "./components/data/index.ts";
import { Gate, type GateCheck } from "./components/gate/index.ts";
import { readSettings } from "./components/settings.ts";
import { WebAppStack } from "./components/workloads/index.ts";

const { stack, namespace, profile, images, quotas, webApp, load, data, ai, checks, cluster } =
  readSettings();
const asked = data.postgres.instances;
const access = { kubeconfig: cluster.kubeconfig, context: cluster.context };
const facts = await discover(access, {
  profile,
  storageClass: webApp.database.storageClass,
  also: (offer) => [
    ...lacking(offer, { ...data.postgres, instances: instancesOn(offer, asked) }),
    ...lackingVolume(offer, data.redis.persistence),
    ...lackingRoom(offer, ai.ollama),
  ],
});
const instances = instancesOn(facts, asked);
const withDatabase = instances > 0;
const withAi = isAsked(ai);

const loadNamespace = `${namespace}-load`;
const dataNamespace = `${namespace}-data`;
const aiNamespace = `${namespace}-ai`;
const staging = new StagingCluster("staging", {
  access,
  dns: facts.dns,
  namespaces: {
    app: {
      namespace,
      quota: quotas.app,
      accounts: {
        ...{ frontend: [], backend: [], database: [], redis: [] },
        ...(withDatabase && { "database-client": [] }),
        ...(withAi && { [llmClient]: [] }),
      },
    },
    load: { namespace: loadNamespace, quota: quotas.load, accounts: { "load-generator": [] } },
    ...(withDatabase && {
      data: {
        namespace: dataNamespace,
        quota: quotas.data,
        accounts: { "vector-schema": [], "object-store": [] },
      },
    }),
    ...(withAi && {
      ai: { namespace: aiNamespace, quota: quotas.ai, accounts: { ollama: [], llm: [] } },
    }),
  },
});

const read = (path: string) => readLive(access, path);
const redis = new Redis(
  "redis",
  {
    ...{ namespace, images, ...data.redis, fixedUsers: namesUsers(facts), clients: ["backend"] },
    podMonitors: knowsPodMonitors(facts),
    serviceAccountName: staging.namespaces["app"]!.accounts["redis"]!,
    live: await readVolume(data.redis.persistence, namespace, read),
  },
  { provider: staging.provider, dependsOn: staging },
);

const app = new WebAppStack(
  "web-app",
  {
    ...{ namespace, images, load, checks, ...webApp, cache: redis.reference },
    accounts: staging.namespaces["app"]!.accounts,
    loadGenerator: { namespace: loadNamespace, serviceAccountName: "load-generator" },
  },
  { provider: staging.provider, dependsOn: [staging, redis] },
);

const services = withDatabase
  ? new DataServices(
      "data",
      {
        ...{ namespace: dataNamespace, images, facts, checks, instances, ...data },
        postgres: { ...data.postgres, clients: [...data.postgres.clients, ...textClients(ai)] },
        protect: data.postgres.protect ?? !cluster.embedded,
        ...(await readData(data, dataNamespace, read)),
        client: { namespace, serviceAccountName: "database-client" },
        stranger: { namespace: loadNamespace, serviceAccountName: "load-generator" },
      },
      { provider: staging.provider, dependsOn: staging },
    )
  : undefined;

const intelligence = withAi
  ? new AiServices(
      "ai",
      {
        ...{ namespace: aiNamespace, images, checks, ...ai, clientNamespace: namespace },
        texts: services?.texts,
        accounts: staging.namespaces["ai"]!.accounts,
      },
      { provider: staging.provider, dependsOn: staging },
    )
  : undefined;

const stands = ({ spec }: GateCheck) => spec.kind === "health" || spec.kind === "connectivity";
const ofService = app.checks.map((each) => ({ ...each, needs: [staging, redis, app] }));
const toProve: GateCheck[] = [
  ...ofService,
  ...(services?.checks ?? []),
  ...redisChecks({
    ...{ redis: redis.reference, images, load: app.load, degradation: data.redis.degradation },
    client: { namespace, serviceAccountName: "backend" },
  }),
  ...(intelligence?.checks ?? []),
];
const gate = new Gate(
  "gate",
  {
    ...{ stack, namespace },
    // All of it stands before any of it is measured or broken.
    checks: [...toProve.filter(stands), ...toProve.filter((each) => !stands(each))],
    proves: [staging, redis, app, ...[services, intelligence].filter((each) => each !== undefined)],
    cluster: access,
    declared: {
      ...{ cluster: staging.declared, redis: redis.declared, app: app.declared },
      ...{ data: services?.declared, ai: intelligence?.declared },
    },
    directories: { runs: ".shakedown/runs", baselines: "baselines" },
  },
  { provider: staging.provider },
);

/** Where each service is reached inside the cluster, as `host:port`. */
export const addresses = {
  ...{ ...app.addresses, ...redis.addresses },
  ...{ ...services?.addresses, ...intelligence?.addresses },
};
/** Where the service, its load, its data and what answers in words live. */
export const namespaces = {
  app: namespace,
  load: loadNamespace,
  ...(withDatabase && { data: dataNamespace }),
  ...(withAi && { ai: aiNamespace }),
};
/** What `npm run rotate` changes, by name. */
export const credentials = services?.credentials;
/** What `npm run check` proves again. */
export const checkPlan = gate.checkPlan;
