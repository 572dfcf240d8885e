import type { Progress } from "../../embedded/progress.ts";

/** Shows nothing of what is done. */
export const quiet: Progress = { step: (_, work) => work(() => {}), note: () => {} };
