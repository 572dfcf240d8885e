export type { SecretsProvider } from "./deployment.ts";
export { pathsOf, readState } from "./files.ts";
export { type Lock, isRunning, locksIn } from "./lock.ts";
export { newSalt } from "./salt.ts";
export { type StateServer, serveState } from "./server.ts";
