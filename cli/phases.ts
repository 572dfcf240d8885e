import type { RunDocument } from "../checks/index.ts";

type Phase = RunDocument["phases"][number];

/** What a phase may take, in seconds; checks time themselves. */
const budgets = { "cluster set-up": 300, workloads: 180, "clean-up": 60 };

/** A measured phase with its budget. */
export function phase(name: keyof typeof budgets, seconds: number): Phase {
  return { name, seconds: Math.round(seconds * 10) / 10, budgetSeconds: budgets[name] };
}

/** Runs `work` and gives its seconds with its result. */
export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const start = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - start) / 1000 };
}

/** A line for each phase that took longer than it may. */
export function overBudget(phases: Phase[]): string[] {
  return phases
    .filter(({ seconds, budgetSeconds = Infinity }) => seconds > budgetSeconds)
    .map(({ name, seconds, budgetSeconds }) => `${name} took ${seconds} s of ${budgetSeconds} s`);
}
