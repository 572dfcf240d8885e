import assert from "node:assert/strict";

import { lackingGpus } from "../../../components/ai/index.ts";

const nodes = (...gpus: number[]) => ({
  nodes: gpus.map((each) => ({ usable: true, gpus: each })),
});
const asked = { models: ["small:1b"], gpus: 2, replicas: 2 };

describe("lackingGpus", () => {
  it("names the GPUs that no node has, before anything is deployed", () => {
    assert.deepEqual(lackingGpus(nodes(0, 0), asked), [
      "2 x 2 GPUs on one node for Ollama (ai.ollama.gpus): its ready nodes have room for 0",
    ]);
  });

  it("counts those that lie together on a node", () => {
    assert.equal(lackingGpus(nodes(1, 1, 1, 1), asked).length, 1);
    assert.deepEqual(lackingGpus(nodes(4), asked), []);
    assert.deepEqual(lackingGpus(nodes(2, 3), asked), []);
  });

  it("leaves out nodes that take no pods", () => {
    const closed = { nodes: [{ usable: false, gpus: 8 }] };
    assert.equal(lackingGpus(closed, asked).length, 1);
  });

  it("asks for none where there is nothing to run on them", () => {
    assert.deepEqual(lackingGpus(nodes(0), { ...asked, models: [] }), []);
    assert.deepEqual(lackingGpus(nodes(0), { ...asked, gpus: 0 }), []);
  });
});
