/** What kept a request from its answer, in the words of whatever did. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || `${cause}` : message;
}

/**
 * Waits until some answer comes from `url`: a new pod is known to a network policy a few seconds
 * after it has started. Whoever asks then is told what is wrong.
 */
export async function letIn(url: string, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const signal = AbortSignal.timeout(2000);
    const got = await fetch(url, { signal }).catch(() => undefined);
    if (got) return void (await got.arrayBuffer());
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
