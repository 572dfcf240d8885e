import { type Memory, bytes } from "../shared/quantity.ts";
import type { OllamaArgs } from "./ollama.ts";

interface Offer {
  nodes: { usable: boolean; labels: Record<string, string>; memory: number; gpus: number }[];
}

type Asked = Pick<OllamaArgs, "models" | "gpus" | "replicas" | "nodes" | "accessMode"> & {
  memory: Memory;
};

/** What the cluster's nodes lack for Ollama even if they ran nothing else, one clause each. */
export function lackingRoom({ nodes }: Offer, asked: Asked): string[] {
  const { models, gpus, memory, replicas, accessMode } = asked;
  if (models.length === 0 || nodes.length === 0) return [];
  const labels = Object.entries(asked.nodes);
  const fitting = nodes.filter(
    (node) => node.usable && labels.every(([key, value]) => node.labels[key] === value),
  );
  const wanted = labels.map(([key, value]) => `${key}=${value}`).join(", ");
  const which = wanted && ` with ${wanted} (ai.ollama.nodes)`;
  if (fitting.length === 0) return [`a ready node${which} for Ollama`];
  // Pods that share a volume of one node have to run on that one.
  const together = accessMode === "ReadWriteOnce" && replicas > 1;
  const lack = (what: string, setting: string, room: number[]) => {
    const found = together ? Math.max(...room) : room.reduce((sum, each) => sum + each, 0);
    if (found >= replicas) return [];
    const where = together ? "all on one node (ai.ollama.accessMode)" : "each on one node";
    return [
      `${replicas} x ${what} for Ollama (${setting}), ${where}: ` +
        `its ready nodes${which} have room for ${found}`,
    ];
  };
  return [
    ...(gpus > 0
      ? lack(
          `${gpus} GPUs`,
          "ai.ollama.gpus",
          fitting.map((node) => Math.floor(node.gpus / gpus)),
        )
      : []),
    ...lack(
      `${memory} of memory`,
      "ai.ollama.memory",
      fitting.map((node) => Math.floor(node.memory / bytes(memory))),
    ),
  ];
}
