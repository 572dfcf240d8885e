import { AiServices, isAsked, lackingGpus, llmClient } from "./components/ai/index.ts";
import { StagingCluster, discover } from "./components/cluster/index.ts";
import { Gate } from "./components/gate/index.ts";
import { readSettings } from "./components/settings.ts";
import { WebAppStack } from "./components/workloads/index.ts";

const { stack, namespace, profile, images, quotas, webApp, load, ai, checks, cluster } =
  readSettings();
const access = { kubeconfig: cluster.kubeconfig, context: cluster.context };
const { storageClass } = webApp.database;
const { dns } = await discover(access, {
  profile,
  storageClass,
  also: (offer) => lackingGpus(offer, ai.ollama),
});
const withAi = isAsked(ai);

const loadNamespace = `${namespace}-load`;
const aiNamespace = `${namespace}-ai`;
const staging = new StagingCluster("staging", {
  access,
  dns,
  namespaces: {
    app: {
      namespace,
      quota: quotas.app,
      accounts: {
        ...{ frontend: [], backend: [], database: [], cache: [] },
        ...(withAi && { [llmClient]: [] }),
      },
    },
    load: { namespace: loadNamespace, quota: quotas.load, accounts: { "load-generator": [] } },
    ...(withAi && {
      ai: { namespace: aiNamespace, quota: quotas.ai, accounts: { ollama: [], llm: [] } },
    }),
  },
});

const app = new WebAppStack(
  "web-app",
  {
    ...{ namespace, images, load, checks, ...webApp },
    accounts: staging.namespaces["app"]!.accounts,
    loadGenerator: { namespace: loadNamespace, serviceAccountName: "load-generator" },
  },
  { provider: staging.provider, dependsOn: staging },
);

const intelligence = withAi
  ? new AiServices(
      "ai",
      {
        ...{ namespace: aiNamespace, images, checks, ...ai, clientNamespace: namespace },
        accounts: staging.namespaces["ai"]!.accounts,
      },
      { provider: staging.provider, dependsOn: staging },
    )
  : undefined;

const gate = new Gate(
  "gate",
  {
    ...{ stack, namespace },
    checks: [...app.checks, ...(intelligence?.checks ?? [])],
    proves: [staging, app, ...(intelligence ? [intelligence] : [])],
    cluster: access,
    declared: { cluster: staging.declared, app: app.declared, ai: intelligence?.declared },
    directories: { runs: ".shakedown/runs", baselines: "baselines" },
  },
  { provider: staging.provider },
);

/** Where each service is reached inside the cluster, as `host:port`. */
export const addresses = { ...app.addresses, ...intelligence?.addresses };
/** Where the service, its load and what answers in words live. */
export const namespaces = {
  app: namespace,
  load: loadNamespace,
  ...(withAi && { ai: aiNamespace }),
};
/** What `npm run check` proves again. */
export const checkPlan = gate.checkPlan;
