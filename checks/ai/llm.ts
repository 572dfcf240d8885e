import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import type { Cluster } from "../cluster/cluster.ts";
import type { Clock } from "../cluster/clock.ts";
import { type JobContainer, type MountedFile, filesVolume } from "../jobs/manifest.ts";
import { type ContainerEnd, JobError, runJob } from "../jobs/run-job.ts";
import type { DecisionsSpec, LlmSpec, SecretRef } from "../run/plan.ts";
import { type Finding, finding } from "../run/verdict.ts";
import { judgeDecisions, labelledAlerts } from "./decisions.ts";
import { judgeLlm } from "./judge.ts";
import type { Decision, DecisionQuestions, Measured, Questions } from "./probe/measured.ts";

const folder = join(import.meta.dirname, "probe");
const container = "probe";

/** Asks the model from a pod of its own, and judges how it answers. */
export async function checkLlm(
  check: string,
  spec: LlmSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const { ollama, embeddings, requests, parallel, maxTokens, actions } = spec;
  const questions: Questions = {
    gateway: `http://${spec.gateway}`,
    ...(ollama && { ollama: `http://${ollama.watchers}` }),
    ...{ embeddings, requests, parallel, maxTokens, actions, seconds: spec.answerSeconds },
  };
  const measured = await askedOf<Measured>(check, spec, questions, { cluster, clock, report });
  const good = measured.answers.filter(({ ok }) => ok).length;
  const passed = `${good} of ${requests} answers came, as fast and as they had to`;
  return finding(judgeLlm(spec, measured), passed);
}

/** Has the model decide on labelled alerts, and counts what was right. */
export async function checkDecisions(
  check: string,
  spec: DecisionsSpec,
  cluster: Cluster,
  clock: Clock,
  report: (line: string) => void,
): Promise<Finding> {
  const { actions, alerts } = labelledAlerts();
  const chosen = alerts.slice(0, spec.alerts);
  const questions: DecisionQuestions = {
    gateway: `http://${spec.gateway}`,
    seconds: spec.answerSeconds,
    actions,
    alerts: chosen.map(({ id, text }) => ({ id, text })),
  };
  const decisions = await askedOf<Decision[]>(check, spec, questions, { cluster, clock, report });
  const evidence = judgeDecisions(chosen, decisions, spec.minAccuracy);
  return finding(evidence, `${Number(evidence[0]?.value) * 100} % of the decisions were right`);
}

interface Means {
  cluster: Cluster;
  clock: Clock;
  report: (line: string) => void;
}

/** Has a pod put the questions, and returns what it printed. */
export async function askedOf<T>(
  check: string,
  spec: Pick<LlmSpec, "identity" | "image" | "timeoutSeconds"> & { key?: SecretRef },
  questions: object,
  { cluster, clock, report }: Means,
): Promise<T> {
  const { identity, timeoutSeconds } = spec;
  const job = {
    ...{ check, identity, timeoutSeconds },
    containers: [probeContainer(spec.image, questions, spec.key)],
    files: await probeFiles(),
  };
  return resultOf<T>((await runJob({ spec: job, report }, cluster, clock)).get(container));
}

/** What the probe printed; anything else is an error, never a verdict on the model. */
export function resultOf<T>(end: ContainerEnd | undefined): T {
  const line = end?.logs.split("\n").findLast((each) => each.startsWith("RESULT "));
  if (line) return JSON.parse(line.slice("RESULT ".length)) as T;
  const last = end?.logs.trim().split("\n").at(-1) ?? "it never ran";
  throw new JobError(`the probe printed no result: ${last.slice(0, 300)}`);
}

/** The probe's sources; part of the digest of the checks that run it. */
export async function probeFiles(): Promise<MountedFile[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (path) => ({ path, text: await readFile(join(folder, path), "utf8") })),
  );
}

/** A container that puts these questions, and shows a key where one is wanted. */
export function probeContainer(image: string, questions: object, key?: SecretRef): JobContainer {
  return {
    name: container,
    image,
    command: ["node", "/probe/main.ts"],
    env: [
      { name: "QUESTIONS", value: JSON.stringify(questions) },
      { name: "FACT", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      ...(key ? [{ name: "KEY", valueFrom: { secretKeyRef: key } }] : []),
    ],
    runAsUser: 1000,
    resources: {
      requests: { cpu: "50m", memory: "128Mi" },
      limits: { cpu: "500m", memory: "192Mi" },
    },
    volumeMounts: [{ name: filesVolume, mountPath: "/probe", readOnly: true }],
  };
}
