import { readFile } from "node:fs/promises";
import { type IncomingMessage, type RequestOptions, request as plain } from "node:http";
import { request as encrypted } from "node:https";

/** A service that speaks OpenAI's protocol. */
export interface Endpoint {
  name: string;
  /** Address up to and with `/v1`. */
  url: string;
  /** Its name of the model that is asked. */
  model: string;
  /**
   * Its name of the model that makes embeddings.
   * @default - it makes none
   */
  embeddings?: string;
  /** File with the key, read anew for each request: a changed Secret needs no restart. */
  keyFile?: string;
}

/** What is asked of whichever endpoint answers. */
export interface Question {
  /** Path below the endpoint's address, such as `/chat/completions`. */
  path: string;
  body: Record<string, unknown>;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
}

/** An answer whose first bytes have come. */
export interface Begun {
  status: number;
  headers: IncomingMessage["headers"];
  first: Buffer;
  rest: IncomingMessage;
}

/** Statuses that say nothing against the question: another endpoint may answer it. */
const unable = (status: number) => status >= 500 || [401, 403, 404, 408, 429].includes(status);

/** The endpoint is well and has too much to do: others may answer meanwhile. */
export class Busy extends Error {}

const busy = (status: number) => status === 503 || status === 429;

/** The model that answers such a question; undefined where the endpoint has none. */
export function modelFor({ model, embeddings }: Endpoint, path: string): string | undefined {
  return path === "/embeddings" ? embeddings : model;
}

/** Asks one endpoint, and waits `seconds` for the beginning of its answer. */
export async function ask(endpoint: Endpoint, question: Question, seconds: number): Promise<Begun> {
  const body = JSON.stringify({ ...question.body, model: modelFor(endpoint, question.path) });
  const key = await keyOf(endpoint);
  const headers = {
    "content-type": "application/json",
    "content-length": `${Buffer.byteLength(body)}`,
    ...(key && { authorization: `Bearer ${key}` }),
  };
  const url = new URL(`${endpoint.url.replace(/\/$/, "")}${question.path}`);
  const options = { method: "POST", headers, signal: question.signal };
  const { promise, resolve, reject } = Promise.withResolvers<Begun>();
  const call = sent(url, options, (rest) => {
    const status = rest.statusCode ?? 502;
    rest.on("error", reject);
    rest.on("end", () => reject(new Error(`an empty answer with status ${status}`)));
    rest.once("data", (first: Buffer) => {
      rest.pause();
      if (!unable(status)) return resolve({ status, headers: rest.headers, first, rest });
      rest.destroy();
      const text = first.toString();
      // It may repeat what it was shown, and this goes into headers and reports.
      const safe = key ? text.replaceAll(key, "***") : text;
      const said = `status ${status}: ${safe.slice(0, 200).trim()}`;
      reject(busy(status) ? new Busy(said) : new Error(said));
    });
  });
  const late = () => call.destroy(new Error(`no token within ${seconds} s`));
  const timer = setTimeout(late, seconds * 1000);
  // Between two tokens it has as long as for the first.
  call.setTimeout(seconds * 1000, late);
  call.on("error", reject);
  call.end(body);
  return promise.finally(() => clearTimeout(timer));
}

/**
 * A kept connection stays with one pod of a Service, however busy that is, and breaks when it goes:
 * each question has its own. An encrypted one takes long to make, and is kept.
 */
function sent(url: URL, options: RequestOptions, answered: (rest: IncomingMessage) => void) {
  if (url.protocol === "https:") return encrypted(url, options, answered);
  return plain(url, { ...options, agent: false }, answered);
}

async function keyOf({ name, keyFile }: Endpoint): Promise<string | undefined> {
  if (!keyFile) return undefined;
  const key = await readFile(keyFile, "utf8").catch(({ code }: NodeJS.ErrnoException) => {
    if (code !== "ENOENT") throw new Error(`the key of ${name} cannot be read: ${code}`);
    throw new Error("its keySecret is not there, or has no api-key");
  });
  return key.trim();
}
