import { randomBytes, timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import type { SecretsProvider } from "./deployment.ts";
import { exists, listStacks, pathsOf, writeDurably } from "./files.ts";
import { recover } from "./journal.ts";
import { type Lock, Locked, breakLock, deadLock, lock, unlock } from "./lock.ts";
import { ApiError, type Request, organization, respond } from "./routes.ts";
import { Updates } from "./updates.ts";

/** A state backend for the CLIs of this process. */
export interface StateServer {
  /** What a CLI needs in its environment to use it. */
  env: Record<string, string>;
  /** Owners of updates that were killed, and that were brought to an end. */
  recovered: Lock[];
  /** Ends the updates that a CLI left open when it ended: to be called when one has. */
  settle: () => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Serves the state in `folder` to Pulumi CLIs as Pulumi's cloud does, with a journal: an update
 * writes a line for each change, where Pulumi's own file backend writes the whole state. The state
 * itself lies in the form and the places of that file backend, which can read it at any time.
 * @param salted makes the secrets provider of a new stack
 */
export async function serveState(
  folder: string,
  salted: () => Promise<SecretsProvider>,
): Promise<StateServer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const recovered = await recoverAll(folder);
  await forgetDead(join(folder, ".credentials"));
  const token = randomBytes(24).toString("hex");
  const updates = new Updates(folder);
  const server = createServer((request, response) => {
    void answer(request, response, token, (asked) => respond(asked, { folder, updates, salted }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref(); // it serves the CLIs of this process, and is no reason to stay
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const credentials = join(folder, ".credentials", `${process.pid}-${port}`);
  await writeDurably(join(credentials, "credentials.json"), JSON.stringify(login(url, token)));
  const forget = () => rmSync(credentials, { recursive: true, force: true });
  process.once("exit", forget);
  return {
    env: {
      PULUMI_BACKEND_URL: url,
      PULUMI_CREDENTIALS_PATH: credentials,
      // A stack's salt is in its state; its settings file need not have it.
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      // The engine waits this many milliseconds for more before it sends a change.
      PULUMI_JOURNALING_BATCH_PERIOD: "10",
    },
    recovered,
    settle: () => updates.settle(),
    close: async () => {
      await updates.settle();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      forget();
      process.off("exit", forget);
    },
  };
}

/** Removes the credentials of processes that are gone, and their servers with them. */
async function forgetDead(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const isAlive = await exists(`/proc/${name.split("-")[0]}`);
    if (!isAlive) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** What `pulumi login` would note. */
function login(url: string, accessToken: string) {
  const lastValidatedAt = new Date().toISOString();
  const account = { accessToken, username: organization, lastValidatedAt };
  return { current: url, accessTokens: { [url]: accessToken }, accounts: { [url]: account } };
}

/** Brings to an end what killed runs left; gives their owners. */
async function recoverAll(folder: string): Promise<Lock[]> {
  const recovered: Lock[] = [];
  for (const id of await listStacks(folder)) {
    const { locks, journal } = pathsOf(folder, id);
    const dead = await deadLock(locks);
    if (dead ? !(await breakLock(locks, dead)) : !(await exists(journal))) continue;
    await lock(locks)
      .then(() => recover(folder, id).finally(() => unlock(locks)))
      .catch(leaveToOwner);
    if (dead) recovered.push(dead);
  }
  return recovered;
}

/** Who has the lock begins with what is left. */
function leaveToOwner(error: Error): void {
  if (!(error instanceof Locked)) throw error;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  work: (request: Request) => Promise<unknown>,
): Promise<void> {
  const { status, body } = await asked(request, token)
    .then(work)
    .then((result) => ({ status: 200, body: result ?? {} }))
    .catch((error: Error) => {
      const code = error instanceof ApiError ? error.code : 500;
      return { status: code, body: { code, message: error.message } };
    });
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function asked(request: IncomingMessage, token: string): Promise<Request> {
  const [, given = ""] =
    /^(?:token|update-token) (.*)$/.exec(request.headers.authorization ?? "") ?? [];
  if (!same(given, token)) throw new ApiError(401, "the access token is not this server's");
  const raw = await buffer(request);
  const zipped = request.headers["content-encoding"] === "gzip";
  const text = (zipped ? await promisify(gunzip)(raw) : raw).toString();
  const { pathname, searchParams } = new URL(request.url!, "http://localhost");
  return {
    method: request.method!,
    path: pathname.split("/").slice(2).map(decodeURIComponent),
    query: searchParams,
    body: text === "" ? {} : JSON.parse(text),
    token,
    cliVersion: versionOf(request.headers["user-agent"] ?? ""),
  };
}

/** Such as `v3.250.0` of `pulumi-cli/1 (v3.250.0; linux)`. */
function versionOf(agent: string): string {
  return /\((\S+?);/.exec(agent)?.[1] ?? "";
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
