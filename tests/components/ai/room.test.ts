import assert from "node:assert/strict";

import { lackingRoom } from "../../../components/ai/index.ts";

const node = { usable: true, labels: {}, memory: 16 * 2 ** 30, gpus: 0 };
const nodes = (...gpus: number[]) => ({ nodes: gpus.map((each) => ({ ...node, gpus: each })) });
const asked = {
  ...{ models: ["small:1b"], gpus: 2, replicas: 2, nodes: {}, memory: "8Gi" as const },
  accessMode: "ReadWriteMany" as const,
};
const alone = { ...asked, accessMode: "ReadWriteOnce" as const };

describe("lackingRoom", () => {
  it("names the GPUs that no node has, before anything is deployed", () => {
    assert.deepEqual(lackingRoom(nodes(0, 0), asked), [
      "2 x 2 GPUs for Ollama (ai.ollama.gpus), each on one node: its ready nodes have room for 0",
    ]);
  });

  it("names the memory that no node has", () => {
    assert.deepEqual(lackingRoom(nodes(2, 2), { ...asked, memory: "20Gi" }), [
      "2 x 20Gi of memory for Ollama (ai.ollama.memory), each on one node: " +
        "its ready nodes have room for 0",
    ]);
  });

  it("counts those that lie together on a node", () => {
    assert.equal(lackingRoom(nodes(1, 1, 1, 1), asked).length, 1);
    assert.deepEqual(lackingRoom(nodes(4), asked), []);
    assert.deepEqual(lackingRoom(nodes(2, 3), asked), []);
  });

  it("wants room for all on one node where they share a volume of one node", () => {
    assert.deepEqual(lackingRoom(nodes(4), alone), []);
    assert.deepEqual(lackingRoom(nodes(2, 3), alone), [
      "2 x 2 GPUs for Ollama (ai.ollama.gpus), all on one node (ai.ollama.accessMode): " +
        "its ready nodes have room for 1",
    ]);
    assert.deepEqual(lackingRoom(nodes(2), { ...alone, replicas: 1 }), []);
  });

  it("looks at the nodes with the labels that are asked for, and says where there are none", () => {
    const labelled = { ...node, gpus: 4, labels: { accelerator: "l4", zone: "a" } };
    const offer = { nodes: [labelled, { ...node, gpus: 8 }] };
    assert.deepEqual(lackingRoom(offer, { ...asked, nodes: { accelerator: "l4" } }), []);
    assert.deepEqual(lackingRoom(offer, { ...asked, gpus: 4, nodes: { accelerator: "l4" } }), [
      "2 x 4 GPUs for Ollama (ai.ollama.gpus), each on one node: " +
        "its ready nodes with accelerator=l4 (ai.ollama.nodes) have room for 1",
    ]);
    assert.deepEqual(lackingRoom(offer, { ...asked, nodes: { accelerator: "h100" } }), [
      "a ready node with accelerator=h100 (ai.ollama.nodes) for Ollama",
    ]);
  });

  it("leaves out nodes that take no pods", () => {
    const closed = { nodes: [{ ...node, usable: false, gpus: 8 }] };
    assert.deepEqual(lackingRoom(closed, asked), ["a ready node for Ollama"]);
  });

  it("asks for nothing where there is nothing to run, or nodes cannot be read", () => {
    assert.deepEqual(lackingRoom(nodes(0), { ...asked, models: [] }), []);
    assert.deepEqual(lackingRoom({ nodes: [] }, asked), []);
    assert.deepEqual(lackingRoom(nodes(0), { ...asked, gpus: 0 }), []);
  });
});
