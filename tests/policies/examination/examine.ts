import assert from "node:assert/strict";

import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";

import { judgeStack } from "../../../policies/engine/evaluate.ts";
import { fromManifest } from "../../../policies/engine/normalise.ts";
import { Stack } from "../../../policies/engine/stack.ts";
import { policies } from "../../../policies/policies.ts";
import { rules } from "../../../policies/rules.ts";
import { type Manifest, type Resource, type Verdict, formsOf, unknownMark } from "../forms.ts";

/** One object, or all objects of a stack. */
type Given = Manifest | Manifest[];

interface Cases {
  /** What the control must be silent about. */
  good: Record<string, Given>;
  /** What it must report. */
  bad: Record<string, Given>;
  parameters?: object;
  /** Paths of values that are not suspect for being unknown: they may be good or bad. */
  excused?: RegExp;
}

/** Examines a control as a user of the pack does: by its id, whatever rules decide it. */
export function examine(control: string, { good, bad, ...more }: Cases): void {
  describe(control, () => {
    for (const [verdict, cases] of Object.entries({ pass: good, fail: bad })) {
      for (const [title, given] of Object.entries(cases)) {
        const does = verdict === "pass" ? "accepts" : "reports";
        it(`${does} ${title}`, async () => {
          const manifests: Manifest[] = Array.isArray(given) ? given : [given];
          await agree(control, manifests, verdict as Verdict, more);
        });
      }
    }
  });
}

/** Examines a control on pods, each in every kind of workload. */
export function examinePods(control: string, cases: Cases, kinds = Object.keys(around)): void {
  const spread = (specs: Record<string, Given>) =>
    Object.fromEntries(
      Object.entries(specs).flatMap(([title, spec]) =>
        kinds.map((kind) => [`${title} in a ${kind}`, workload(kind, spec as Manifest)]),
      ),
    );
  examine(control, { ...cases, good: spread(cases.good), bad: spread(cases.bad) });
}

async function agree(
  control: string,
  manifests: Manifest[],
  wanted: Verdict,
  { parameters = {}, excused = /^$/ }: Pick<Cases, "parameters" | "excused">,
) {
  assert.equal(engineVerdict(control, manifests, parameters), wanted, "as manifests");
  const [first] = manifests;
  for (const form of Object.keys(formsOf(first!))) {
    const resources = manifests.map((manifest) => formsOf(manifest)[form]!);
    assert.equal(await packVerdict(control, resources, parameters), wanted, `as a ${form}`);
  }
  for (const [place, partly] of withOneUnknown(manifests)) {
    const verdict = engineVerdict(control, partly, parameters);
    const wrong = wanted === "pass" ? "fail" : "pass";
    if (!excused.test(place)) assert.notEqual(verdict, wrong, `with ${place} unknown`);
    const typed = partly.map((manifest) => formsOf(manifest)["typed resource"]!);
    assert.equal(await packVerdict(control, typed, parameters), verdict, `${place}, in a preview`);
  }
}

/** What the rules of a control say of manifests, all together. */
function engineVerdict(control: string, manifests: Manifest[], parameters: object): Verdict {
  const stack = new Stack(manifests.flatMap((one) => fromManifest(one, { label: "subject" })));
  const outcomes = rules
    .filter(({ controls }) => controls.includes(control))
    .flatMap((rule) => judgeStack(rule, stack, parameters));
  if (outcomes.some(({ verdict }) => verdict === "fail")) return "fail";
  return outcomes.length > 0 ? "unknown" : "pass";
}

/** What the policies of a control say of resources, as a preview shows them. */
async function packVerdict(control: string, given: Resource[], parameters: object) {
  const resources = given.map(({ type, props }, index) => ({
    type,
    props: unknownCheckingProxy(props),
    name: `subject-${index}`,
    urn: `urn:pulumi:test::test::${type}::subject-${index}`,
    getConfig: () => parameters,
  }));
  const verdicts = new Set<Verdict>();
  const report = () => verdicts.add("fail");
  const tagged = policies.filter(({ tags }) => tags?.includes(control)) as any[];
  assert.ok(tagged.length > 0, "no policy has the control among its tags");
  for (const { validateResource, validateStack } of tagged) {
    const calls = validateResource
      ? resources.map((one) => () => validateResource(one, report))
      : [() => validateStack({ resources, getConfig: () => parameters }, report)];
    for (const call of calls) if (await isUnknown(call)) verdicts.add("unknown");
  }
  return verdicts.has("fail") ? "fail" : verdicts.has("unknown") ? "unknown" : "pass";
}

async function isUnknown(call: () => unknown): Promise<boolean> {
  try {
    await call();
    return false;
  } catch (error) {
    if (error instanceof UnknownValueError) return true;
    throw error;
  }
}

/** The manifests with one value after the other, leaf or branch, replaced by an unknown one. */
function* withOneUnknown(manifests: Manifest[]): Generator<[string, Manifest[]]> {
  for (const path of pathsOf(manifests)) {
    if (path.length < 2 || ["apiVersion", "kind"].includes(String(path[1]))) continue;
    const copy = structuredClone(manifests);
    const parent = path.slice(0, -1).reduce((node: any, key) => node[key], copy);
    parent[path.at(-1)!] = unknownMark;
    yield [path.join("."), copy];
  }
}

function* pathsOf(node: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  yield path;
  if (node === null || typeof node !== "object") return;
  const keys = Array.isArray(node) ? node.keys() : Object.keys(node);
  for (const key of keys) yield* pathsOf((node as any)[key], [...path, key]);
}

const around: Record<string, (pod: Manifest) => Manifest> = {
  Pod: ({ metadata, spec }) => ({
    apiVersion: "v1",
    metadata: { name: "x", namespace: "shop", ...metadata },
    spec,
  }),
  Deployment: (template) => ({ apiVersion: "apps/v1", spec: { template } }),
  StatefulSet: (template) => ({ apiVersion: "apps/v1", spec: { template } }),
  DaemonSet: (template) => ({ apiVersion: "apps/v1", spec: { template } }),
  ReplicaSet: (template) => ({ apiVersion: "apps/v1", spec: { template } }),
  ReplicationController: (template) => ({ apiVersion: "v1", spec: { template } }),
  Job: (template) => ({ apiVersion: "batch/v1", spec: { template } }),
  CronJob: (template) => ({
    apiVersion: "batch/v1",
    spec: { jobTemplate: { spec: { template } } },
  }),
  PodTemplate: (template) => ({ apiVersion: "v1", template }),
};

/** A pod's spec, or spec and metadata, in a workload of the kind. */
export function workload(kind: string, given: Manifest): Manifest {
  const pod = "spec" in given ? given : { spec: given };
  return { kind, metadata: { name: "x", namespace: "shop" }, ...around[kind]!(pod) };
}
