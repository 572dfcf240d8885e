import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { equal } from "../../../embedded/plugins/kubernetes/model/objects.ts";
import { Stack, testApi } from "../kubernetes-plugin-stack.ts";
import { toldIn, type Told } from "./events.ts";
import type { Outside, Scenario, Step } from "./scenario.ts";
import { stateIn, type State } from "./state.ts";

type Api = Awaited<ReturnType<typeof testApi>>;

/** What a step did, as the engine told it and the state remembers it. */
export interface Recorded extends Told {
  step: string;
  ok: boolean;
  /** What is new or other in the state than before, by resource: null for what is gone. */
  state?: Record<string, any>;
}

/** Runs a scenario from its beginning to its end and clears away what it left. */
export async function recordOf(scenario: Scenario, official: string): Promise<Recorded[]> {
  const stack = await Stack.create(official);
  const api = await testApi();
  const record: Recorded[] = [];
  try {
    for (const [name, text] of Object.entries(scenario.files ?? {})) {
      await writeFile(join(stack.folder, name), text);
    }
    let before: State = {};
    for (const step of scenario.steps) {
      for (const change of step.outside ?? []) await happen(api, change);
      const { told, state } = await take(stack, step);
      record.push({ step: step.name, ...told, ...since(before, state) });
      before = state;
    }
    return record;
  } finally {
    await stack.remove();
    const { namespace: name } = scenario;
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
    await api.delete(namespace, {}).catch(() => undefined);
    api.close();
  }
}

async function happen(api: Api, change: Outside): Promise<void> {
  if ("create" in change) {
    await api.create(change.create, { fieldManager: "somebody" });
  } else if ("apply" in change) {
    await api.apply(change.apply, { fieldManager: "somebody", force: true });
  } else if ("merge" in change) {
    await api.patch(change.merge, "merge", change.patch, { fieldManager: "somebody" });
  } else await api.delete(change.delete, {});
}

const FLAGS: Record<Step["run"], string[]> = {
  up: ["up", "--yes", "--skip-preview", "--continue-on-error"],
  preview: ["preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview", "--continue-on-error"],
};

async function take(stack: Stack, step: Step) {
  if (step.program !== undefined) await stack.program(step.program);
  const log = join(stack.folder, "events");
  await rm(log, { force: true });
  const command = [...FLAGS[step.run], "--event-log", log];
  const interrupts = (output: string) => step.interruptAt?.test(output) ?? false;
  const env = { PULUMI_DEBUG_COMMANDS: "true" };
  const { ok, output } = await stack.run(command, env, interrupts, "SIGINT");
  const events = await readFile(log, "utf8").catch(() => "");
  if (!events) throw new Error(`${step.name}: the CLI told nothing\n${output}`);
  return { told: { ok, ...toldIn(events) }, state: await stateIn(await stack.stored(), "test") };
}

/** What differs between two states: of a resource that stays, the parts that are other. */
function since(before: State, after: State): { state?: Record<string, any> } {
  const changed = changes(before, after, (old, now) => {
    const outputs = changes(old.outputs ?? {}, now.outputs ?? {});
    const rest = changes({ ...old, outputs: undefined }, { ...now, outputs: undefined });
    return Object.keys(outputs).length ? { ...rest, outputs } : rest;
  });
  return Object.keys(changed).length ? { state: changed } : {};
}

/** The keys that are new or other, and null for those that are gone. */
function changes(
  before: Record<string, any>,
  after: Record<string, any>,
  between: (old: any, now: any) => any = (_, now) => now,
): Record<string, any> {
  const changed: Record<string, any> = {};
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [old, now] = [before[key], after[key]];
    if (equal(old, now)) continue;
    if (now === undefined) changed[key] = null;
    else changed[key] = old === undefined ? now : between(old, now);
  }
  return changed;
}
