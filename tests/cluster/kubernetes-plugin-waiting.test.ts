import assert from "node:assert/strict";

import { imageReference } from "../../embedded/images/list.ts";
import { Stack } from "./kubernetes-plugin-stack.ts";

const NAMESPACE = "plugin-waiting";
const image = imageReference("nginx");
const base = `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${NAMESPACE}" } });
const namespace = ns.metadata.name;
const serving = (name, container, more = {}) => {
  const labels = { app: name };
  const containers = [{ name: "app", image: "${image}", imagePullPolicy: "IfNotPresent", ...container }];
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers, terminationGracePeriodSeconds: 0 } } };
  return new k8s.apps.v1.Deployment(name, { metadata: { name, namespace }, spec: { ...spec, ...more } },
    { customTimeouts: { create: "2m", update: "2m" } });
};
const shell = (script) => ({ command: ["sh", "-c", script] });
`;

describe("the kubernetes plugin, waiting for readiness", function () {
  this.timeout(240_000);
  let stack: Stack;

  before(async () => (stack = await Stack.create()));
  after(() => stack.remove());

  it("is done when all that was made is ready", async () => {
    const body = `${base}
      const web = serving("web", shell("sleep 600"), { replicas: 2 });
      export const ready = web.status.readyReplicas;
      const service = new k8s.core.v1.Service("web",
        { metadata: { name: "web", namespace }, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } });
      const job = new k8s.batch.v1.Job("once", { metadata: { name: "once", namespace }, spec: { template: { spec: {
        restartPolicy: "Never", containers: [{ name: "once", image: "${image}", ...shell("true") }] } } } });
      export const succeeded = job.status.succeeded;
      const crd = new k8s.apiextensions.v1.CustomResourceDefinition("crd", {
        metadata: { name: "things.plugin.test" }, spec: { group: "plugin.test", scope: "Namespaced",
          names: { plural: "things", singular: "thing", kind: "Thing" },
          versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: {
            type: "object", x_kubernetes_preserve_unknown_fields: true } } }] } });
      const thing = new k8s.apiextensions.CustomResource("thing", { apiVersion: "plugin.test/v1", kind: "Thing",
        metadata: { name: "thing", namespace, annotations: { "pulumi.com/waitFor": "jsonpath={.spec.size}=3" } },
        spec: { size: 3 } }, { dependsOn: crd });
      const claim = new k8s.core.v1.PersistentVolumeClaim("claim", { metadata: { name: "claim", namespace },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } } });`;

    const made = await stack.up(body);
    const again = await stack.up(body);

    assert.ok(made.ok, made.output);
    assert.match(made.output, /ready +: 2\n/);
    assert.match(made.output, /succeeded *: 1\n/);
    assert.doesNotMatch(again.output, /created|updated|replaced/);
    assert.match(again.output, /\d+ unchanged/);
    const own = (await stack.resources()).filter(({ id }) => id);
    const nameless = own.filter(({ urn, outputs }) => urn.includes("kubernetes:") && !outputs.kind);
    assert.deepEqual(
      nameless.map(({ urn }) => urn).filter((u) => !u.includes("providers")),
      [],
    );
  });

  it("names what keeps each workload from being ready, with exit code, log and quota", async () => {
    const body = `${base}
      serving("web", shell("sleep 600"), { replicas: 2 });
      const readinessProbe = { exec: { command: ["true"] } };
      serving("crashing", { ...shell("echo last words; exit 7"), readinessProbe });
      serving("missing", { image: "localhost/shakedown/no-such-image:1", imagePullPolicy: "Never" });
      const full = new k8s.core.v1.Namespace("full", { metadata: { name: "${NAMESPACE}-full" } });
      const quota = new k8s.core.v1.ResourceQuota("quota", {
        metadata: { name: "quota", namespace: full.metadata.name }, spec: { hard: { pods: "0" } } });
      new k8s.apps.v1.Deployment("limited", { metadata: { name: "limited", namespace: full.metadata.name },
        spec: { selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } },
          spec: { containers: [{ name: "app", image: "${image}" }] } } } }, { dependsOn: quota });
      new k8s.batch.v1.Job("failing", { metadata: { name: "failing", namespace }, spec: { backoffLimit: 0,
        template: { spec: { restartPolicy: "Never", containers: [
          { name: "app", image: "${image}", ...shell("echo it broke; exit 3") }] } } } });`;
    await stack.program(body);
    const started = Date.now();

    const { ok, output } = await stack.run([
      "up",
      "--yes",
      "--skip-preview",
      "--continue-on-error",
    ]);

    assert.ok(!ok);
    assert.match(output, /container "app" of Pod plugin-waiting\/crashing-\S+: .*exit code 7/);
    assert.match(
      output,
      /last lines of container "app" of Pod plugin-waiting\/crashing-\S+:\s+last words/,
    );
    assert.match(output, /\[ErrImageNeverPull\].*no-such-image/);
    assert.match(output, /Deployment limited cannot make its Pods: .*exceeded quota: quota/);
    assert.match(output, /Job failing failed: \[BackoffLimitExceeded\]/);
    assert.match(output, /it broke/);
    assert.ok(Date.now() - started < 150_000, "a hopeless state must not wait for its timeout");
  });

  it("remembers what was made but is not ready, and mends it at the next update", async () => {
    const before = await stack.resource("missing");
    assert.ok(before.initErrors.length > 0);

    const mended = await stack.up(
      `${base} serving("web", shell("sleep 600"), { replicas: 2 }); serving("missing", shell("sleep 600"));`,
    );

    assert.ok(mended.ok, mended.output);
    const after = await stack.resource("missing");
    assert.equal(after.outputs.metadata.uid, before.outputs.metadata.uid);
    assert.equal(after.initErrors, undefined);
  });
});
