/** How long work tells what it does; the command line shows it, tests ignore it. */
export interface Progress {
  /**
   * Runs `work` as a named step with a clock beside it. `report` replaces the step's detail: what
   * it does now or waits for.
   */
  step<T>(name: string, work: (report: (detail: string) => void) => Promise<T>): Promise<T>;
  /** A line that stays. */
  note(line: string): void;
}

/** For a mistake that the user can mend: shown as a sentence, without a stack. */
export class UserError extends Error {
  /** What to do about it. */
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = "UserError";
    this.remedy = remedy;
  }
}
