import { setTimeout as pause } from "node:timers/promises";

/** Asks `done` every `everyMs` until it says true; false when `timeoutMs` have passed before. */
export async function until(
  done: () => boolean | Promise<boolean>,
  timeoutMs: number,
  everyMs = 100,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  while (!(await done())) {
    if (Date.now() > end) return false;
    await pause(everyMs);
  }
  return true;
}
