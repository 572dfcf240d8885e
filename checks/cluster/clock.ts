/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Monotonic milliseconds: unmoved by changes of the wall clock. */
  now(): number;
  date(): Date;
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Asks until `attempt` answers something other than undefined, or the time is over. Undefined then.
 */
export async function poll<T>(
  clock: Clock,
  timeoutSeconds: number,
  attempt: () => Promise<T | undefined>,
  everyMilliseconds = 1000,
): Promise<T | undefined> {
  const end = clock.now() + timeoutSeconds * 1000;
  for (;;) {
    const answer = await attempt();
    if (answer !== undefined || clock.now() >= end) return answer;
    await clock.sleep(everyMilliseconds);
  }
}
