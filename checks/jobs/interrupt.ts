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
    return await work(abortion.signal);
  } finally {
    try {
      await cleanUp();
    } finally {
      for (const signal of signals) process.removeListener(signal, onSignal);
      if (caught && process.listenerCount(caught) === 0) process.kill(process.pid, caught);
    }
  }
}
