import assert from "node:assert/strict";

import { Stack, testApi } from "./kubernetes-plugin-stack.ts";

const NAMESPACE = "plugin-test";
const config = (metadata = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "fixed", namespace: NAMESPACE, ...metadata },
});
const base = `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${NAMESPACE}" } });
const namespace = ns.metadata.name;
`;
const fixed = (more: string) =>
  `new k8s.core.v1.ConfigMap("fixed", { metadata: { namespace, name: "fixed" }, ${more} });`;

describe("the kubernetes plugin", function () {
  this.timeout(120_000);
  let stack: Stack;
  let api: Awaited<ReturnType<typeof testApi>>;

  before(async () => {
    stack = await Stack.create();
    api = await testApi();
  });
  after(async () => {
    await stack.remove();
    api.close();
  });

  const get = (name: string) => api.get(config({ name }));

  it("names what has no name, and keeps live object, inputs and manager in the state", async () => {
    const body =
      base +
      `const auto = new k8s.core.v1.ConfigMap("auto", { metadata: { namespace }, data: { a: "1" } });
       export const name = auto.metadata.name;`;

    const ran = await stack.up(body);

    assert.ok(ran.ok, ran.output);
    const { id, outputs } = await stack.resource("auto");
    assert.match(id, new RegExp(`^${NAMESPACE}/auto-[0-9a-f]{8}$`));
    assert.deepEqual(outputs.__inputs, {
      apiVersion: "v1",
      data: { a: "1" },
      kind: "ConfigMap",
      metadata: {
        annotations: { "pulumi.com/autonamed": "true" },
        name: id.split("/")[1],
        namespace: NAMESPACE,
      },
    });
    assert.match(outputs.__fieldManager, /^pulumi-kubernetes-[0-9a-f]{8}$/);
    assert.equal(outputs.__initialApiVersion, "v1");
    assert.equal(outputs.metadata.uid, (await get(outputs.metadata.name)).metadata.uid);
  });

  it("changes nothing when nothing changed, and replaces a ConfigMap whose data do", async () => {
    const auto = (value: string) =>
      base +
      `new k8s.core.v1.ConfigMap("auto", { metadata: { namespace }, data: { a: "${value}" } });`;
    const before = await stack.resource("auto");

    const same = await stack.up(auto("1"));
    assert.match(same.output, /3 unchanged/);
    const changed = await stack.up(auto("2"));

    assert.match(changed.output, /1 replaced/);
    const after = await stack.resource("auto");
    assert.notEqual(after.id, before.id);
    await assert.rejects(get(before.id.split("/")[1]), /not found/);
  });

  it("updates in place by server-side apply under the state's manager", async () => {
    await stack.up(base + fixed("data: { a: '1' }"));
    const { outputs } = await stack.resource("fixed");

    const labelled = fixed("data: { a: '1' }").replace("name:", "labels: { x: 'y' }, name:");
    const ran = await stack.up(base + labelled);

    assert.match(ran.output, /1 updated/);
    const live = await get("fixed");
    assert.deepEqual(live.metadata.labels, { x: "y" });
    assert.deepEqual(
      live.metadata.managedFields.map((m: any) => `${m.manager}/${m.operation}`),
      [`${outputs.__fieldManager}/Apply`],
    );
  });

  it("names field and manager of a conflict, and overrules it when told to", async () => {
    const foreign = { ...config(), metadata: { ...config().metadata, labels: { x: "theirs" } } };
    await api.apply(foreign, { fieldManager: "somebody", force: true });
    const ours = (annotations: string) =>
      base +
      `new k8s.core.v1.ConfigMap("fixed", { metadata: {
        namespace, name: "fixed", labels: { x: "ours" }, annotations: { ${annotations} } },
        data: { a: "1" } });`;

    const refused = await stack.up(ours(""));
    const forced = await stack.up(ours('"pulumi.com/patchForce": "true"'));

    assert.ok(!refused.ok);
    assert.match(refused.output, /conflict with "somebody"[^]*\.metadata\.labels\.x/);
    assert.ok(forced.ok, forced.output);
    assert.equal((await get("fixed")).metadata.labels?.x, "ours");
  });

  it("finds drift at refresh and repairs it at the next update", async () => {
    const body = base + fixed("data: { a: '1' }");
    await stack.up(body);
    await api.patch(config(), "merge", { data: { a: "drifted", foreign: "x" } });

    const refreshed = await stack.must("refresh", "--yes", "--skip-preview");
    assert.match(refreshed, /1 updated/);
    const ran = await stack.up(body);

    assert.match(ran.output, /1 replaced/);
    assert.deepEqual((await get("fixed")).data, { a: "1" });
  });

  it("makes again what somebody deleted, once a refresh has seen it", async () => {
    const body = base + fixed("data: { a: '1' }");
    await api.delete(config(), {});

    await stack.must("refresh", "--yes", "--skip-preview");
    const ran = await stack.up(body);

    assert.match(ran.output, /1 created/);
  });

  it("refuses to create what exists already, and says what to do", async () => {
    await api.create({ ...config({ name: "theirs" }), data: { a: "1" } }, { fieldManager: "x" });
    const body = (options: string) =>
      base +
      `const provider = new k8s.Provider("p", { ${options} });
       new k8s.core.v1.ConfigMap("theirs",
         { metadata: { namespace, name: "theirs" }, data: { b: "1" } }, { provider });`;

    const refused = await stack.up(body(""));
    const upserted = await stack.up(body("upsertExistingObjects: true"));

    assert.ok(!refused.ok);
    assert.match(refused.output, /configmaps "theirs" already exists[^]*use `pulumi import`/);
    assert.ok(upserted.ok, upserted.output);
    assert.deepEqual((await get("theirs")).data, { a: "1", b: "1" });
  });

  it("imports an object with the inputs that would make it", async () => {
    const metadata = config({ name: "found" }).metadata;
    await api.create({ ...config({ name: "found" }), data: { a: "1" } }, { fieldManager: "x" });
    const body =
      base +
      `new k8s.core.v1.ConfigMap("found", { metadata: { namespace, name: "found" }, data: { a: "1" } },
         { import: "${NAMESPACE}/found" });`;

    const ran = await stack.up(body);

    assert.ok(ran.ok, ran.output);
    assert.match(ran.output, /1 imported/);
    assert.deepEqual((await stack.resource("found")).inputs.metadata, {
      name: "found",
      namespace: metadata.namespace,
    });
  });

  it("manages single fields of a foreign object with a Patch, and gives them back", async () => {
    const other = config({ name: "patched" });
    await api.create({ ...other, data: { a: "1" } }, { fieldManager: "x" });
    const patch = `new k8s.core.v1.ConfigMapPatch("patch", {
      metadata: { namespace, name: "patched", labels: { ours: "1" } }, data: { b: "2" } });`;

    const ran = await stack.up(base + patch);
    assert.ok(ran.ok, ran.output);
    assert.deepEqual((await get("patched")).data, { a: "1", b: "2" });
    await stack.up(base);

    const left = await get("patched");
    assert.deepEqual(left.data, { a: "1" });
    assert.equal(left.metadata.labels, undefined);
  });

  it("keeps secrets out of the state's readable part", async () => {
    const body =
      base +
      `new k8s.core.v1.Secret("s", { metadata: { namespace }, stringData: { p: "open-sesame" } });
       new k8s.core.v1.ConfigMap("c",
         { metadata: { namespace }, data: { p: pulumi.secret("open-sesame"), q: "public" } });`;

    const ran = await stack.up(body);

    assert.ok(ran.ok, ran.output);
    const stored = JSON.stringify(await stack.resources()) + ran.output;
    assert.ok(!stored.includes("open-sesame"));
    assert.ok(!stored.includes(Buffer.from("open-sesame").toString("base64")));
    assert.equal((await stack.resource("c")).outputs.data.q, "public");
  });

  it("lets the server judge a creation and a change before they are made", async () => {
    await stack.up(base + fixed("data: { a: '1' }"));
    const refused = fixed("data: { a: '1' }").replace("name:", "labels: { x: 'no good' }, name:");
    const service = `new k8s.core.v1.Service("bad",
      { metadata: { namespace, name: "bad" }, spec: { ports: [{ port: 99999 }] } });`;

    const change = await stack.preview(base + refused);
    const creation = await stack.preview(base + fixed("data: { a: '1' }") + service);

    assert.ok(!change.ok);
    assert.match(change.output, /metadata\.labels: Invalid value: "no good"/);
    assert.ok(!creation.ok);
    assert.match(creation.output, /spec\.ports\[0\]\.port: Invalid value: 99999/);
  });

  it("deletes before it replaces an object whose name is fixed", async () => {
    await stack.up(base + fixed("data: { a: '1' }"));
    const { uid } = (await get("fixed")).metadata;

    const ran = await stack.up(base + fixed("data: { a: '2' }"));

    assert.ok(ran.ok, ran.output);
    const live = await get("fixed");
    assert.deepEqual(live.data, { a: "2" });
    assert.notEqual(live.metadata.uid, uid);
  });
});
