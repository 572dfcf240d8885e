import type { Clock } from "../cluster/clock.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { sharedVolume } from "../jobs/manifest.ts";
import { type ContainerEnd, JobError, runJob } from "../jobs/run-job.ts";
import type { Evidence } from "../run/document.ts";
import type { TextsSpec } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { rounded } from "../statistics/rounded.ts";
import { type LabelledAlert, labelledAlerts } from "./decisions.ts";
import { probeContainer, probeFiles, resultOf } from "./llm.ts";
import type { Embedded, TextQuestions } from "./probe/measured.ts";
import { neighbours, sharedFolder, storeContainer } from "./texts-commands.ts";

/** What was found near a text, by name, nearest first. */
type Near = { name: string; distance: number }[];

/** What the store told: the neighbours of each text by the index and by a full scan. */
export interface Searched {
  stored: number;
  indexed: boolean;
  index: Map<string, Near>;
  scan: Map<string, Near>;
}

/** Has labelled alerts embedded, puts them into the vector store, and looks for them. */
export async function checkTexts(
  check: string,
  spec: TextsSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const { identity, timeoutSeconds, answerSeconds, gateway } = spec;
  const { alerts } = labelledAlerts();
  const questions: TextQuestions = {
    ...{ gateway: `http://${gateway}`, seconds: answerSeconds, mark: check },
    ...{ texts: alerts.map(({ id, text }) => ({ id, text })), folder: sharedFolder },
  };
  const probe = probeContainer(spec.image, questions);
  const mount = { name: sharedVolume, mountPath: sharedFolder };
  const containers = [
    { ...probe, volumeMounts: [...(probe.volumeMounts ?? []), mount] },
    storeContainer("store", check, spec),
  ];
  report(`embedding ${alerts.length} texts, and searching them in the store`);
  const files = await probeFiles();
  const job = { check, identity, containers, files, shared: true, timeoutSeconds };
  const ends = await runJob({ spec: job, report }, cluster, clock);
  const embedded = resultOf<Embedded>(ends.get(probe.name));
  if ("error" in embedded) return finding([failed(alerts.length, embedded.error)], "");
  const misfit = misfitOf(spec, embedded.dimensions);
  if (misfit) return finding([misfit], "");
  const evidence = judgeTexts(alerts, embedded, searchedIn(ends.get("store")), spec.store);
  return finding(evidence, `${alerts.length} texts were embedded, stored and found again`);
}

const embeddedTexts = "texts that got a vector";

const failed = (texts: number, reason: string): Evidence => ({
  ...{ name: embeddedTexts, verdict: "fail", value: 0, target: `${texts}`, reason },
});

function misfitOf({ store }: TextsSpec, dimensions: number): Evidence | undefined {
  if (dimensions === store.dimensions) return undefined;
  const reason =
    `the model makes ${dimensions}, the store takes ${store.dimensions}: ` +
    "another model, or other data.vectors.dimensions, is needed";
  const name = "numbers of a vector";
  return { name, verdict: "fail", value: dimensions, target: `${store.dimensions}`, reason };
}

/** Reads what the store's container printed; throws what it said where it broke. */
export function searchedIn(end: ContainerEnd | undefined): Searched {
  const logs = end?.logs ?? "";
  if (end?.exitCode !== 0) {
    const why = logs.trim().split("\n").at(-1) || "its container never ran";
    throw new JobError(`the texts could not be stored and searched: ${why}`);
  }
  const found = (how: string) =>
    new Map(
      [...logs.matchAll(new RegExp(`^${how} (\\S+) (\\S+)$`, "gm"))].map(([, id, near]) => [
        id!,
        near!.split(",").map((each) => {
          const [name = "", distance] = each.split(":");
          return { name, distance: Number(distance) };
        }),
      ]),
    );
  const stored = Number(/^stored (\d+)$/m.exec(logs)?.[1] ?? 0);
  const indexed = /Index Scan using documents_m/.test(logs);
  return { stored, indexed, index: found("index"), scan: found("scan") };
}

/** Every fact about the texts, held against what is required. */
export function judgeTexts(
  alerts: readonly LabelledAlert[],
  embedded: Exclude<Embedded, { error: string }>,
  searched: Searched,
  { minRecall }: Pick<TextsSpec["store"], "minRecall">,
): Evidence[] {
  const { stored, indexed, index, scan } = searched;
  const all = alerts.length;
  const again = alerts.filter(({ id }) => isFirst(id, index.get(id))).length;
  const { texts, seconds, endpoints } = embedded;
  return [
    counted(embeddedTexts, texts, all),
    {
      name: "texts embedded a second",
      verdict: "pass",
      value: rounded(texts / seconds),
      unit: "1/s",
      target: `by ${endpoints.join(", ") || "an endpoint without a name"}`,
    },
    counted("texts in the store", stored, all),
    { name: "the search goes by the index", verdict: indexed ? "pass" : "fail", value: indexed },
    counted("texts found again by their own vector", again, all),
    recallOf(index, scan, minRecall),
    sameAction(alerts, index),
  ];
}

const counted = (name: string, value: number, target: number): Evidence => ({
  ...{ name, verdict: value === target ? "pass" : "fail", value, target: `${target}` },
});

/** Whether a text is the nearest to itself; another one with the same vector may stand before it. */
const isFirst = (id: string, near: Near = []) =>
  near.some(({ name, distance }) => name === id && distance <= near[0]!.distance);

/** A neighbour counts as true if it is no further away than the furthest of the true ones. */
function recallOf(index: Searched["index"], scan: Searched["scan"], minRecall: number): Evidence {
  let [hits, truth] = [0, 0];
  for (const [id, near] of scan) {
    const furthest = near.at(-1)!.distance;
    hits += (index.get(id) ?? []).filter(({ distance }) => distance <= furthest).length;
    truth += near.length;
  }
  const name = `recall of the search for ${neighbours} neighbours, against a full scan`;
  const target = `>= ${minRecall}`;
  if (truth === 0)
    return { name, verdict: "error", target, reason: "nothing was found to compare" };
  const recall = hits / truth;
  return { name, verdict: recall >= minRecall ? "pass" : "fail", value: rounded(recall), target };
}

/** How often the nearest other alert calls for the same action: what the vectors know of meaning. */
function sameAction(alerts: readonly LabelledAlert[], index: Searched["index"]): Evidence {
  const actions = new Map(alerts.map(({ id, action }) => [id, action]));
  const same = alerts.filter(({ id, action }) => {
    const other = index.get(id)?.find(({ name }) => name !== id && actions.has(name));
    return other && actions.get(other.name) === action;
  });
  const share = rounded(same.length / alerts.length);
  const chance = rounded(1 / new Set(actions.values()).size);
  return {
    name: "nearest other alert calls for the same action",
    verdict: share > chance ? "pass" : "fail",
    value: share,
    unit: "1",
    target: `> ${chance}, which is chance`,
  };
}
