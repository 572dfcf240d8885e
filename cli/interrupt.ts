import { exitCodes } from "./project.ts";

/** Ends work: gently at the first request, at once at the second. */
export type Stop = (atOnce: boolean) => void;

const stops = new Set<Stop>();
let asked: number | undefined;

/** Whether the user asked to stop. */
export const interrupted = () => asked !== undefined;

/** Runs `work`, which `stop` ends when the user interrupts. */
export async function interruptible<T>(stop: Stop, work: () => Promise<T>): Promise<T> {
  stops.add(stop);
  try {
    return await work();
  } finally {
    stops.delete(stop);
  }
}

/**
 * Listens to Ctrl-C. A terminal, npm and the bootstrap may each pass on the same key press, so
 * signals within half a second count as one.
 */
export function listen(say: (line: string) => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (asked !== undefined && now - asked < 500) return;
      const atOnce = asked !== undefined;
      asked = now;
      stops.forEach((stop) => stop(atOnce));
      if (atOnce || stops.size === 0) {
        say("Interrupted. The next run clears what was begun, and goes on.");
        process.exit(exitCodes.interrupted);
      }
      say("Stopping: what is under way is brought to an end. Press Ctrl-C again to stop at once.");
    });
  }
}
