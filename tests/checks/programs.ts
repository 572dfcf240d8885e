import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder of shell scripts, by name, that stand for programs on the path of a command. */
export async function programs(scripts: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shakedown-programs-"));
  for (const [name, body] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  return folder;
}
