import type { Progress } from "../embedded/progress.ts";

/** Where progress is shown. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write: (text: string) => unknown;
}

/** Time, so that tests can turn it. */
export interface Clock {
  /** Milliseconds that only grow. */
  now: () => number;
  /** Calls `tick` every so many milliseconds until the returned function is called. */
  every: (milliseconds: number, tick: () => void) => () => void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

interface Step {
  name: string;
  detail: string;
  started: number;
  /** When its state was told last. */
  told: number;
}

const reminder = 15_000;
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** Elapsed time in words: `4.2 s`, `3 min 07 s`. */
export function elapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** The first line of `text`, cut to `width` characters. */
function short(text: string, width: number): string {
  const line = [...text.split("\n")[0]!];
  return line.length > width ? `${line.slice(0, width - 1).join("")}…` : line.join("");
}

/**
 * Shows steps as they run: on a terminal one live line each, elsewhere a line at the start, at the
 * end, and every 15 seconds with what the step waits for.
 */
export class ScreenProgress implements Progress {
  readonly #screen: Screen;
  readonly #clock: Clock;
  readonly #colour: boolean;
  readonly #steps = new Set<Step>();
  #drawn = 0;
  #frame = 0;
  #stop?: () => void;

  constructor(screen: Screen, env: NodeJS.ProcessEnv, clock: Clock = systemClock) {
    this.#screen = screen;
    this.#clock = clock;
    this.#colour = Boolean(screen.isTTY) && !env.NO_COLOR;
  }

  async step<T>(name: string, work: (report: (detail: string) => void) => Promise<T>): Promise<T> {
    const now = this.#clock.now();
    const step: Step = { name, detail: "", started: now, told: now };
    this.#steps.add(step);
    if (!this.#screen.isTTY) this.#screen.write(`● ${name}\n`);
    this.#stop ??= this.#clock.every(this.#screen.isTTY ? 100 : 1000, () => this.#tick());
    try {
      const result = await work((detail) => (step.detail = detail));
      this.#finish(step, this.#paint("✓", 32));
      return result;
    } catch (error) {
      this.#finish(step, this.#paint("✗", 31));
      throw error;
    }
  }

  note(line: string): void {
    this.#erase();
    this.#screen.write(`${line}\n`);
    this.#draw();
  }

  #finish(step: Step, sign: string): void {
    this.#steps.delete(step);
    if (this.#steps.size === 0) {
      this.#stop?.();
      this.#stop = undefined;
    }
    const took = elapsed(this.#clock.now() - step.started);
    this.note(`${sign} ${step.name} ${this.#paint(took, 2)}`);
  }

  #tick(): void {
    if (this.#screen.isTTY) {
      this.#frame++;
      this.#erase();
      this.#draw();
      return;
    }
    const now = this.#clock.now();
    for (const step of this.#steps) {
      if (now - step.told < reminder) continue;
      step.told = now;
      const detail = step.detail ? `: ${short(step.detail, 100)}` : "";
      this.#screen.write(`… ${step.name}${detail} (${elapsed(now - step.started)})\n`);
    }
  }

  #erase(): void {
    if (this.#drawn > 0) this.#screen.write(`\x1b[${this.#drawn}A\r\x1b[J`);
    this.#drawn = 0;
  }

  #draw(): void {
    if (!this.#screen.isTTY) return;
    const width = (this.#screen.columns ?? 80) - 1;
    const sign = spinner[this.#frame % spinner.length]!;
    for (const step of this.#steps) {
      const took = elapsed(this.#clock.now() - step.started);
      this.#screen.write(`${short(`${sign} ${step.name} ${took}  ${step.detail}`, width)}\n`);
      this.#drawn++;
    }
  }

  #paint(text: string, code: number): string {
    return this.#colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
