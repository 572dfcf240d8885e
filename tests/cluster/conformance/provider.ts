import { inNamespace, object, type Scenario } from "./scenario.ts";
import { running } from "./workloads.ts";

const namespace = "conform-provider";

const program = (value: string) =>
  inNamespace(
    namespace,
    `
const of = (name, options) => ({ provider: new k8s.Provider(name, options, { dependsOn: ns }) });
const home = of("home", { namespace: "${namespace}" });
new k8s.core.v1.ConfigMap("at-home", { metadata: { name: "at-home" }, data: { a: "${value}" } }, home);
new k8s.core.v1.ConfigMap("auto-home", { data: { a: "1" } }, home);
new k8s.storage.v1.StorageClass("no-home", { metadata: { name: "${namespace}" }, provisioner: "example.com/none" }, home);
const mutable = of("mutable", { enableConfigMapMutable: true, enableSecretMutable: true });
new k8s.core.v1.ConfigMap("mutable-map", { ...meta("mutable-map"), data: { a: "${value}" } }, mutable);
new k8s.core.v1.ConfigMap("frozen-map", { ...meta("frozen-map"), immutable: true, data: { a: "${value}" } }, mutable);
new k8s.core.v1.Secret("mutable-secret", { ...meta("mutable-secret"), stringData: { a: "${value}" } }, mutable);
const upsert = of("upsert", { upsertExistingObjects: true });
new k8s.core.v1.ConfigMap("upserted", { ...meta("upserted"), data: { b: "${value}" } }, upsert);
const client = of("client", { enableServerSideApply: false });
new k8s.core.v1.ConfigMap("client-map", { ...meta("client-map"), data: { a: "1" } }, client);
new k8s.core.v1.Service("client-service", { ...meta("client-service"), spec: { clusterIP: "None", selector: { app: "${value}" }, ports: [{ port: 80 }] } }, client);
new k8s.core.v1.ConfigMap("generated", { metadata: { namespace, generateName: "generated-" }, data: { a: "1" } }, client);
`,
  );
const patching = inNamespace(
  namespace,
  `
const provider = new k8s.Provider("client", { enableServerSideApply: false });
new k8s.core.v1.ConfigMapPatch("no-patch", { metadata: { namespace, name: "upserted" }, data: { c: "1" } }, { provider });`,
);
const strict = inNamespace(
  namespace,
  `
const provider = new k8s.Provider("strict", { strictMode: true });
new k8s.core.v1.ConfigMap("strict-map", { ...meta("strict-map") }, { provider });`,
);
const waiting = inNamespace(
  namespace,
  `${running}
new k8s.batch.v1.Job("endless", { ...meta("endless"), spec: job("sleep 1000") });`,
);

/** Settings of the provider, and an update that the user interrupts. */
export const provider: Scenario = {
  name: "provider",
  namespace,
  steps: [
    { name: "a namespace", run: "up", program: inNamespace(namespace, "") },
    {
      name: "creation",
      run: "up",
      program: program("1"),
      outside: [{ create: object("v1", "ConfigMap", namespace, "upserted", { data: { a: "1" } }) }],
    },
    { name: "nothing changed", run: "up" },
    { name: "a preview of changes", run: "preview", program: program("2") },
    { name: "changes", run: "up" },
    { name: "refresh", run: "refresh" },
    { name: "a strict provider without a kubeconfig", run: "preview", program: strict },
    { name: "a patch without server-side apply", run: "preview", program: patching },
    { name: "an interrupt", run: "up", program: waiting, interruptAt: /Job endless creating/ },
    { name: "deletion after an interrupt", run: "destroy" },
  ],
};
