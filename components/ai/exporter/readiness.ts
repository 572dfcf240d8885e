import { type Ollama, Refused } from "./ollama.ts";
import { withTag } from "./routes.ts";

export interface ReadinessArgs {
  ollama: Ollama;
  /** Models that have to be there before anybody is let in. */
  models: string[];
  /** Those of them that have to be in memory first. */
  preload: string[];
  /** Told why no waiting helps. */
  giveUp: (why: string) => void;
}

/** Whether Ollama can serve, and if not, why. */
export class Readiness {
  /** Names of all stored models, as last seen. */
  present = new Set<string>();
  readonly #args: ReadinessArgs;
  readonly #loaded = new Set<string>();
  #loading: Promise<void> | undefined;
  #trouble: string | undefined;

  constructor(args: ReadinessArgs) {
    this.#args = args;
  }

  /** What is missing; undefined once requests can be served. Loads models on the way. */
  async missing(): Promise<string | undefined> {
    const { ollama, models, preload } = this.#args;
    try {
      this.present = new Set(await ollama.present());
    } catch (error) {
      // A new Ollama has nothing in memory.
      this.#loaded.clear();
      return `Ollama does not answer: ${(error as Error).message}`;
    }
    const absent = models.map(withTag).filter((model) => !this.present.has(model));
    if (absent.length > 0) {
      const there = [...this.present].join(", ") || "none";
      return this.#giveUp(`model ${absent.join(", ")} is not stored (there are: ${there})`);
    }
    const cold = preload.map(withTag).filter((model) => !this.#loaded.has(model));
    if (cold.length === 0) return undefined;
    if (!this.#loading) {
      this.#loading = this.#load(cold).finally(() => (this.#loading = undefined));
    }
    return this.#trouble ?? `loading ${cold.join(", ")}`;
  }

  async #load(cold: string[]): Promise<void> {
    for (const model of cold) {
      try {
        await this.#args.ollama.load(model);
        this.#loaded.add(model);
        this.#trouble = undefined;
      } catch (error) {
        this.#trouble = `model ${model} cannot be loaded: ${(error as Error).message}`;
        if (error instanceof Refused) this.#giveUp(this.#trouble);
      }
    }
  }

  #giveUp(why: string): string {
    this.#args.giveUp(why);
    return why;
  }
}
