import { development, embedded, kubeconfigs } from "./probes.ts";

/** One thing a way of running needs, and whether it is there. */
export interface Finding {
  what: string;
  ok: boolean;
  /** What is there, in a few words. */
  found: string;
  /** What to do when it is not. */
  remedy?: string;
}

/** A way of running the project, and what was found for it. */
export interface Way {
  name: "embedded" | "kubeconfig" | "development";
  meaning: string;
  findings: Finding[];
}

/** Looks at what each way of running needs. */
export async function examine(report: (detail: string) => void): Promise<Way[]> {
  report("this machine");
  const own = await embedded();
  report("clusters of the stacks");
  const others = await kubeconfigs();
  return [
    { name: "embedded", meaning: "a cluster on this machine", findings: own },
    { name: "kubeconfig", meaning: "a cluster of your own", findings: others },
    { name: "development", meaning: "work on the project", findings: await development() },
  ];
}
