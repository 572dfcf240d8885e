export * from "./images/index.ts";
export * from "./node/index.ts";
export type { Progress } from "./progress.ts";
export { UserError } from "./progress.ts";
export { allTools, builtTools, ensureTools, type Tool } from "./toolchain/index.ts";
