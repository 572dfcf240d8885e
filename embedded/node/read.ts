import { readFileSync } from "node:fs";

/** Text of a file that may not be there, such as one of a process that just ended; empty then. */
export function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
