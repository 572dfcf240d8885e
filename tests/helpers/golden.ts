import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/** Compares `value` with a committed file; `npm run golden` writes the file instead. */
export function matchesGolden(file: string, value: unknown): void {
  const text = JSON.stringify(value, undefined, 2) + "\n";
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(file, text);
  assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(file, "utf8")));
}
