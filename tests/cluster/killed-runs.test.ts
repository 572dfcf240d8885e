import assert from "node:assert/strict";

import { Stack, testApi } from "./kubernetes-plugin-stack.ts";

const NAMESPACE = "killed-runs";
/** Half of the objects are named by the program and half by Pulumi. */
const program = `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${NAMESPACE}" } });
const namespace = ns.metadata.name;
for (let i = 0; i < 20; i++) {
  const name = i % 2 ? { name: "map-" + i } : {};
  new k8s.core.v1.ConfigMap("map-" + i, { metadata: { namespace, ...name }, data: { i: "" + i } });
}
`;

describe("an update that is killed, and killed again", function () {
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

  const inCluster = async (): Promise<string[]> => {
    const { items } = await api.list({ apiVersion: "v1", kind: "ConfigMap" }, NAMESPACE);
    const ids = items.map(({ metadata }: any) => `${NAMESPACE}/${metadata.name}`);
    return ids.filter((id: string) => !id.endsWith("/kube-root-ca.crt")).sort();
  };
  const inState = async (): Promise<string[]> => {
    const resources = await stack.resources();
    const maps = resources.filter(({ type }) => type === "kubernetes:core/v1:ConfigMap");
    return maps.map(({ id }) => id).sort();
  };
  /** What `npm run up` does before it goes on after a killed run. */
  const clear = async () => {
    await stack.must("cancel", "--yes");
    await stack.must("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  };

  it("comes to its end at the next run, with nothing orphaned and nothing doubled", async () => {
    for (const creations of [1, 4, 8]) {
      const killed = await stack.killedUp(program, creations);
      assert.ok(!killed.ok, killed.output);
      await clear();
    }

    const { ok, output } = await stack.up(program);

    assert.ok(ok, output);
    const state = await inState();
    assert.equal(state.length, 20);
    assert.deepEqual(await inCluster(), state);
  });
});
