import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { Stack, testApi, testKubeconfig } from "./kubernetes-plugin-stack.ts";

const NAMESPACE = "plugin-faults";
const base = `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${NAMESPACE}" } });
const namespace = ns.metadata.name;
`;
const maps = `
new k8s.core.v1.ConfigMap("auto", { metadata: { namespace }, data: { a: "1" } });
new k8s.core.v1.ConfigMap("fixed", { metadata: { namespace, name: "fixed" }, data: { a: "1" } });
`;

describe("the kubernetes plugin, when things go wrong", function () {
  this.timeout(120_000);
  let stack: Stack;
  let api: Awaited<ReturnType<typeof testApi>>;

  before(async () => {
    stack = await Stack.create();
    api = await testApi();
    const made = await stack.up(base);
    assert.ok(made.ok, made.output);
  });
  after(async () => {
    await stack.remove();
    api.close();
  });

  const names = async (): Promise<string[]> => {
    const { items } = await api.list({ apiVersion: "v1", kind: "ConfigMap" }, NAMESPACE);
    const all: string[] = items.map(({ metadata }: any) => metadata.name);
    return all.filter((name) => name !== "kube-root-ca.crt");
  };

  it("adopts what a killed run had made before its state was saved, whoever named it", async () => {
    const before = join(stack.folder, "before.json");
    await stack.must("stack", "export", "--file", before);
    const first = await stack.up(base + maps);
    const made = await names();
    await stack.must("stack", "import", "--file", before);

    const second = await stack.up(base + maps);

    assert.ok(first.ok, first.output);
    assert.ok(second.ok, second.output);
    assert.match(second.output, /2 created/);
    assert.deepEqual(await names(), made);
  });

  it("adopts nothing for a resource that was only renamed in the program", async () => {
    const renamed = await stack.up(base + maps.replace('("fixed"', '("renamed"'));

    assert.ok(!renamed.ok);
    assert.match(renamed.output, /"fixed" already exists/);
    const mended = await stack.up(base + maps);
    assert.ok(mended.ok, mended.output);
  });

  /** What an update says with a kubeconfig in which `change` has been done. */
  const withKubeconfig = async (change: (config: any) => void): Promise<string> => {
    const config = parse(await readFile(testKubeconfig(), "utf8"));
    change(config);
    const file = join(stack.folder, "changed.yaml");
    await writeFile(file, stringify(config));
    const more = 'new k8s.core.v1.ConfigMap("more", { metadata: { namespace } });';
    const { ok, output } = await stack.up(base + maps + more, { KUBECONFIG: file });
    assert.ok(!ok);
    assert.doesNotMatch(output, /\.ts:\d+/);
    return output;
  };

  it("names a wrong context, refused credentials and an absent server, and changes nothing", async () => {
    const made = await names();

    const context = await withKubeconfig((config) => (config["current-context"] = "elsewhere"));
    const token = await withKubeconfig((config) => (config.users[0].user = { token: "old" }));
    const server = await withKubeconfig(
      (config) => (config.clusters[0].cluster.server = "https://127.0.0.1:1"),
    );

    assert.match(context, /context "elsewhere" is not in .*changed\.yaml, which has "/);
    assert.match(token, /does not accept the credentials of user ".*so log in again/);
    assert.match(server, /nothing listens at https:\/\/127\.0\.0\.1:1/);
    assert.deepEqual(await names(), made);
  });

  it("says which definition is missing when a custom resource is made without it", async () => {
    const thing = `new k8s.apiextensions.CustomResource("thing", {
      apiVersion: "plugin.test/v1", kind: "Nothing", metadata: { namespace } });`;

    const { ok, output } = await stack.up(base + maps + thing);

    assert.ok(!ok);
    assert.match(output, /plugin\.test\/v1\/Nothing failed[^]*required CRDs have been created/);
  });

  it("waits for a deletion that a finalizer holds, and names the finalizer", async () => {
    const held = (seconds: number) =>
      `${base}${maps}new k8s.core.v1.ConfigMap("held", { metadata: { namespace, name: "held",
        finalizers: ["plugin.test/hold"] } }, { customTimeouts: { delete: "${seconds}s" } });`;
    await stack.up(held(2));

    const { ok, output } = await stack.up(base + maps);
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "held" } as any };
    object.metadata.namespace = NAMESPACE;
    await api.patch(object, "merge", { metadata: { finalizers: null } });
    const freed = await stack.up(base + maps);

    assert.ok(!ok);
    assert.match(output, /finalizers might be preventing deletion .*\(plugin\.test\/hold\)/);
    assert.ok(freed.ok, freed.output);
  });
});
