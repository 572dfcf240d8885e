import assert from "node:assert/strict";

import type { Rule } from "../../policies/engine/rule.ts";
import {
  type Manifest,
  type Verdict,
  formsOf,
  judge,
  previewVerdict,
  stateVerdict,
} from "./forms.ts";

/** What a rule must say of an object, or of a pod in every kind of workload. */
export interface Case {
  title: string;
  verdict: Verdict;
  given: Manifest;
  /** Fields that must be named, all of them; those of a pod start at its spec. */
  fields: string[];
  parameters: object;
}

export const allows = (title: string, given: Manifest, parameters = {}): Case => ({
  title: `allows ${title}`,
  verdict: "pass",
  given,
  fields: [],
  parameters,
});

export const denies = (
  title: string,
  given: Manifest,
  fields: string[],
  parameters = {},
): Case => ({ title: `denies ${title}`, verdict: "fail", given, fields, parameters });

export const cannotDecide = (
  title: string,
  given: Manifest,
  fields: string[],
  parameters = {},
): Case => ({ title: `cannot decide ${title}`, verdict: "unknown", given, fields, parameters });

/** Every kind that starts pods, around a pod's spec and its annotations. */
const workloads: Record<string, (pod: Manifest) => Manifest> = {
  Pod: ({ metadata, spec }) => ({ apiVersion: "v1", metadata: { name: "x", ...metadata }, spec }),
  Deployment: (pod) => ({ apiVersion: "apps/v1", spec: { template: pod } }),
  StatefulSet: (pod) => ({ apiVersion: "apps/v1", spec: { template: pod } }),
  DaemonSet: (pod) => ({ apiVersion: "apps/v1", spec: { template: pod } }),
  ReplicaSet: (pod) => ({ apiVersion: "apps/v1", spec: { template: pod } }),
  ReplicationController: (pod) => ({ apiVersion: "v1", spec: { template: pod } }),
  Job: (pod) => ({ apiVersion: "batch/v1", spec: { template: pod } }),
  CronJob: (pod) => ({
    apiVersion: "batch/v1",
    spec: { jobTemplate: { spec: { template: pod } } },
  }),
  PodTemplate: (pod) => ({ apiVersion: "v1", template: pod }),
};

const prefixes: Record<string, string> = {
  Pod: "",
  CronJob: "spec.jobTemplate.spec.template.",
  PodTemplate: "template.",
};

/** Runs cases whose objects are given whole, each in every form it can come in. */
export function objectCases(rule: Rule, cases: Case[]): void {
  describe(rule.id, () => {
    for (const { title, verdict, given, fields, parameters } of cases) {
      it(title, () => judgedEverywhere(rule, given, verdict, fields, parameters));
    }
  });
}

/** Runs cases whose pod specs are given, each in every kind of workload the rule judges. */
export function podCases(rule: Rule, cases: Case[]): void {
  const kinds = Object.keys(workloads).filter(
    (kind) => rule.scope !== "object" || !rule.kinds || rule.kinds.includes(kind),
  );
  describe(rule.id, () => {
    for (const { title, verdict, given, fields, parameters } of cases) {
      it(title, async () => {
        const pod = "spec" in given || "metadata" in given ? given : { spec: given };
        for (const kind of kinds) {
          const manifest = { kind, ...workloads[kind]!(pod) };
          const prefix = prefixes[kind] ?? "spec.template.";
          const inPod = (field: string) =>
            prefix + (field.startsWith("metadata") || field === "spec" ? field : `spec.${field}`);
          await judgedEverywhere(rule, manifest, verdict, fields.map(inPod), parameters);
        }
      });
    }
  });
}

async function judgedEverywhere(
  rule: Rule,
  manifest: Manifest,
  verdict: Verdict,
  fields: string[],
  parameters: object,
): Promise<void> {
  const { fails, unknown } = judge(rule, [manifest], parameters);
  const expected = {
    fails: verdict === "fail" ? fields : [],
    unknown: verdict === "unknown" ? fields : [],
  };
  assert.deepEqual({ fails, unknown }, expected, `${manifest["kind"]} as a manifest`);
  for (const [form, resource] of Object.entries(formsOf(manifest))) {
    const where = `${manifest["kind"]} as a ${form}`;
    assert.equal(await previewVerdict(rule, resource, parameters), verdict, where);
    assert.equal(stateVerdict(rule, resource, parameters), verdict, `${where}, in a state`);
  }
}
