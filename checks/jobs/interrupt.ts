const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The user, or the system, asked the process to end while a check ran. */
export class Interrupted extends Error {
  constructor() {
    super("it was interrupted: run the check again");
    this.name = "Interrupted";
  }
}

/**
 * Does `work`, and then `cleanUp` however it ends. A signal aborts the work with `Interrupted`; when
 * nobody else listens to the signal, it takes its usual course once all is clean.
 */
export async function withCleanUp<T>(
  work: (aborted: AbortSignal) => Promise<T>,
  cleanUp: () => Promise<void>,
): Promise<T> {
  let caught: NodeJS.Signals | undefined;
  const abortion = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    caught = signal;
    abortion.abort(new Interrupted());
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const result = await work(abortion.signal).catch(async (error: unknown) => {
      await cleanUp().catch(() => {}); // the next run clears what stays; the cause must not be lost
      throw error;
    });
    await cleanUp();
    return result;
  } finally {
    for (const signal of signals) process.removeListener(signal, onSignal);
    if (caught && process.listenerCount(caught) === 0) process.kill(process.pid, caught);
  }
}

/** Does `work`, which makes nothing that has to be removed; a signal ends the wait for it. */
export function abandonable<T>(work: () => Promise<T>): Promise<T> {
  const orSignal = (aborted: AbortSignal) => {
    const interrupted = new Promise<never>((_, reject) =>
      aborted.addEventListener("abort", () => reject(aborted.reason), { once: true }),
    );
    return Promise.race([work(), interrupted]);
  };
  return withCleanUp(orSignal, async () => {});
}
