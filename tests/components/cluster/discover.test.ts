import assert from "node:assert/strict";

import { discover } from "../../../components/cluster/index.ts";
import { healthy, withFakeApi } from "../../helpers/fake-api.ts";

describe("discover", () => {
  it("returns the facts of a cluster that has all that the profile needs", async () => {
    await withFakeApi(healthy, async (kubeconfig) => {
      const { nodes } = await discover({ kubeconfig }, { profile: "high-load" });
      assert.equal(nodes.length, 3);
    });
  });

  it("names everything that is missing in one sentence", async () => {
    const bare = { ...healthy, "apis/storage.k8s.io/v1/storageclasses": { items: [] } };
    await withFakeApi(bare, (kubeconfig) =>
      assert.rejects(
        discover({ kubeconfig }, { profile: "ai-ml" }),
        /cannot hold the profile ai-ml; it lacks 2 ready nodes .*; a default storage class$/,
      ),
    );
  });
});
