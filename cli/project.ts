import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the project: where Pulumi.yaml lies. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** A path inside the project. */
export const inProject = (...parts: string[]) => join(projectRoot, ...parts);

/** Where the project keeps what git does not: state, PULUMI_HOME, runs, access to clusters. */
export const stateFolder = (...parts: string[]) => inProject(".shakedown", ...parts);

/** What an exit code says: all good, a gate or policy said no, or something broke. */
export const exitCodes = { ok: 0, refused: 1, broken: 2, interrupted: 130 } as const;
