import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

import { run } from "./command.ts";

/** Folder of everything that can be made again: toolchain, root file systems, images. */
export function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "shakedown");
}

/** First 16 hexadecimal digits of the SHA-256 of `parts`; the bounds between parts count. */
export function digest(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}\n`).update(part);
  return hash.digest("hex").slice(0, 16);
}

/**
 * The path of a cache entry, made by `make` when it is missing. `make` fills a folder that takes the
 * entry's name only when it is complete, so a killed run leaves nothing that counts. One process
 * makes an entry, others wait for it; `waiting` is called when this one has to.
 */
export async function cached(
  entry: string,
  make: (folder: string) => Promise<void>,
  waiting: () => void = () => {},
): Promise<string> {
  if (existsSync(entry)) return entry;
  await exclusively(entry, waiting, async () => {
    if (existsSync(entry)) return;
    const partial = `${entry}.partial`;
    await removeTree(partial);
    await mkdir(partial, { recursive: true });
    try {
      await make(partial);
      await rename(partial, entry);
    } catch (error) {
      await removeTree(partial);
      throw error;
    }
  });
  return entry;
}

/** Removes a folder without following into what is mounted in it. */
export async function removeTree(folder: string): Promise<void> {
  await run("rm", ["-rf", "--one-file-system", folder]);
}

/**
 * Runs `work` while no other process on this machine holds `name`. The lock is an abstract socket:
 * the kernel frees it when its holder dies, so it is never stale.
 */
export async function exclusively<T>(
  name: string,
  waiting: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const address = `\0shakedown/${digest([name])}`;
  let lock = await tryListen(address);
  if (!lock) waiting();
  while (!lock) {
    await closed(address);
    lock = await tryListen(address);
  }
  const held = lock;
  try {
    await mkdir(dirname(name), { recursive: true });
    return await work();
  } finally {
    held.close();
  }
}

function tryListen(address: string): Promise<Server | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Server | undefined>();
  const waiters = new Set<{ destroy(): void }>();
  const server = createServer((waiter) => waiters.add(waiter.on("error", () => {})));
  const close = server.close.bind(server);
  server.close = (done) => {
    for (const waiter of waiters) waiter.destroy();
    return close(done);
  };
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") resolve(undefined);
    else reject(error);
  });
  server.listen(address, () => resolve(server));
  return promise;
}

/** Resolves when the holder of the lock lets go of it or dies. */
function closed(address: string): Promise<void> {
  return new Promise((resolve) => {
    createConnection(address)
      .on("error", () => {})
      .on("close", () => resolve())
      .resume();
  });
}
