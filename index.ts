import { StagingCluster, discover } from "./components/cluster/index.ts";
import { Gate } from "./components/gate/index.ts";
import { readSettings } from "./components/settings.ts";
import { WebAppStack } from "./components/workloads/index.ts";

const { stack, namespace, profile, images, quotas, webApp, load, checks, cluster } = readSettings();
const access = { kubeconfig: cluster.kubeconfig, context: cluster.context };
const { storageClass } = webApp.database;
const { dns } = await discover(access, { profile, storageClass });

const loadNamespace = `${namespace}-load`;
const staging = new StagingCluster("staging", {
  access,
  dns,
  namespaces: {
    app: {
      namespace,
      quota: quotas.app,
      accounts: { frontend: [], backend: [], database: [], cache: [] },
    },
    load: { namespace: loadNamespace, quota: quotas.load, accounts: { "load-generator": [] } },
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

const gate = new Gate(
  "gate",
  {
    ...{ stack, namespace, checks: app.checks, proves: [staging, app] },
    cluster: access,
    declared: { cluster: staging.declared, app: app.declared },
    directories: { runs: ".shakedown/runs", baselines: "baselines" },
  },
  { provider: staging.provider },
);

/** Where each service is reached inside the cluster, as `host:port`. */
export const addresses = app.addresses;
/** Where the service and its load live. */
export const namespaces = { app: namespace, load: loadNamespace };
/** What `npm run check` proves again. */
export const checkPlan = gate.checkPlan;
