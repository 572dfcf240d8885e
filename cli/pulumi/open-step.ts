import type { Progress } from "../../embedded/progress.ts";

/** A step whose end is decided elsewhere. */
export interface OpenStep {
  report: (detail: string) => void;
  /** Resolves when the end is shown. */
  end: (ok: boolean) => Promise<void>;
}

/** Starts a step that runs until `end` is called. */
export function openStep(progress: Progress, name: string): OpenStep {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let report: OpenStep["report"] = () => {};
  const shown = progress
    .step(name, (tell) => {
      report = tell;
      return promise;
    })
    .catch(() => {});
  return {
    report: (detail) => report(detail),
    end: (ok) => {
      if (ok) resolve();
      else reject(new Error(name));
      return shown;
    },
  };
}
