export interface BreakerArgs {
  /** Failures in a row after which the endpoint is left alone. */
  failures: number;
  /** How long it is, before one request may try it. */
  pauseMilliseconds: number;
  /** Monotonic milliseconds. */
  now: () => number;
}

/** Keeps requests from an endpoint that failed several times in a row. */
export class Breaker {
  readonly #args: BreakerArgs;
  #failures = 0;
  #openedAt: number | undefined;
  #trying = false;

  constructor(args: BreakerArgs) {
    this.#args = args;
  }

  get open(): boolean {
    return this.#openedAt !== undefined;
  }

  /** Whether a request may go there now; after a pause one may, to see how it is. */
  admits(): boolean {
    if (this.#openedAt === undefined) return true;
    const rested = this.#args.now() - this.#openedAt >= this.#args.pauseMilliseconds;
    if (!rested || this.#trying) return false;
    this.#trying = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openedAt = undefined;
    this.#trying = false;
  }

  failed(): void {
    this.#failures += 1;
    this.#trying = false;
    if (this.open || this.#failures >= this.#args.failures) this.#openedAt = this.#args.now();
  }

  /** The request ended without telling anything about the endpoint. */
  abandoned(): void {
    this.#trying = false;
  }
}
