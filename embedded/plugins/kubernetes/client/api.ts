import type { Kind, KubeObject } from "../model/objects.ts";
import { Discovery, type ServedKind } from "./discovery.ts";
import { ApiError, connectionSentence, identitySentence, UnreachableError } from "./errors.ts";
import type { Access } from "./kubeconfig.ts";
import { Schemas } from "./schema.ts";
import { connect, type Request, type Response, type Transport } from "./transport.ts";

export interface WriteOptions {
  fieldManager?: string;
  dryRun?: boolean;
  force?: boolean;
}

const NETWORK_CODES = new RegExp(
  "^(ECONN|EPIPE|ETIMEDOUT|TIMEOUT|EHOST|ENET|EAI_AGAIN" +
    "|ERR_HTTP2|ERR_STREAM_PREMATURE|ERR_TLS_CLOSED)",
);
const APPLY = "application/apply-patch+yaml";

/** The Kubernetes API of one cluster. Reads and writes survive an outage of two minutes. */
export class Api {
  readonly access: Access;
  readonly discovery: Discovery;
  readonly schemas: Schemas;
  /** How long a lost server is waited for, in milliseconds. */
  patience = 120_000;
  /** Told what is retried and why. */
  onRetry: (why: string) => void = () => undefined;
  /** Told the server's warnings about an object that it was sent: a field that it does not know. */
  onWarning: (text: string, about: KubeObject) => void = () => undefined;
  private readonly transport: Transport;
  /** Watches never end: they have a connection of their own. */
  private readonly streams: Transport;

  constructor(access: Access) {
    this.access = access;
    this.transport = connect(access);
    this.streams = connect(access);
    this.discovery = new Discovery((path, accept) => this.json({ method: "GET", path, accept }));
    this.schemas = new Schemas((path) => this.json({ method: "GET", path }));
  }

  /** The path of an object's kind: `/apis/apps/v1/namespaces/shop/deployments`. */
  async collection(kind: Kind, namespace: string): Promise<{ path: string; served: ServedKind }> {
    const served = await this.discovery.find(kind);
    const scope = served.namespaced && namespace ? `/namespaces/${namespace}` : "";
    return { path: `${served.root}${scope}/${served.plural}`, served };
  }

  private async pathOf(object: KubeObject): Promise<string> {
    const { namespace = "", name } = object.metadata;
    const { path } = await this.collection(object, namespace);
    return `${path}/${encodeURIComponent(name)}`;
  }

  async get(object: KubeObject): Promise<KubeObject> {
    return this.json({ method: "GET", path: await this.pathOf(object) });
  }

  /** `onLost` is called when an answer got lost, so that the object may already be made. */
  async create(
    object: KubeObject,
    options: WriteOptions,
    onLost?: () => void,
  ): Promise<KubeObject> {
    const { path } = await this.collection(object, object.metadata.namespace ?? "");
    const request = { method: "POST", path: path + query(options), body: text(object) };
    return this.json(request, object, onLost);
  }

  async apply(object: KubeObject, options: WriteOptions): Promise<KubeObject> {
    const path = (await this.pathOf(object)) + query(options);
    return this.json({ method: "PATCH", path, body: text(object), contentType: APPLY }, object);
  }

  async replace(object: KubeObject, options: WriteOptions): Promise<KubeObject> {
    const path = (await this.pathOf(object)) + query(options);
    return this.json({ method: "PUT", path, body: text(object) }, object);
  }

  async patch(
    object: KubeObject,
    type: "merge" | "json",
    patch: any,
    options: WriteOptions = {},
  ): Promise<KubeObject> {
    const path = (await this.pathOf(object)) + query(options);
    const contentType = `application/${type === "json" ? "json-patch" : "merge-patch"}+json`;
    return this.json({ method: "PATCH", path, body: text(patch), contentType }, object);
  }

  async delete(object: KubeObject, options: Record<string, unknown>): Promise<any> {
    const path = await this.pathOf(object);
    return this.json({ method: "DELETE", path, body: text(options) });
  }

  async list(kind: Kind, namespace: string, parameters = ""): Promise<any> {
    const { path } = await this.collection(kind, namespace);
    return this.json({ method: "GET", path: `${path}?${parameters}` });
  }

  listPath(path: string): Promise<any> {
    return this.json({ method: "GET", path });
  }

  /** The last lines of a container's log, of the one before with `previous`. */
  async log(pod: KubeObject, container: string, lines: number, previous: boolean): Promise<string> {
    const path = await this.pathOf(pod);
    const parameters = `container=${container}&tailLines=${lines}&previous=${previous}`;
    const answer = await this.transport.send({
      method: "GET",
      path: `${path}/log?${parameters}&limitBytes=8192`,
      accept: "*/*",
      timeout: 5_000,
    });
    return answer.status === 200 ? answer.text : "";
  }

  /** Follows a collection until the server or the signal ends it. */
  async watch(path: string, onEvent: (event: any) => void, signal: AbortSignal): Promise<void> {
    const onLine = (line: string) => onEvent(JSON.parse(line));
    const request = { method: "GET", path, onLine, signal, timeout: 120_000 };
    fail(await this.streams.send(request));
  }

  /** Sends once, without patience: to learn whether the server is there. */
  async probe(path: string): Promise<any> {
    try {
      return parse(await this.transport.send({ method: "GET", path, timeout: 5_000 }));
    } catch (error) {
      throw this.explain(error);
    }
  }

  private async json(request: Request, sent?: KubeObject, onLost?: () => void): Promise<any> {
    const deadline = Date.now() + this.patience;
    for (let attempt = 1; ; attempt++) {
      let wait: number | undefined;
      let failure: unknown;
      try {
        const answer = await this.transport.send(request);
        if (sent) this.warn(answer, sent);
        wait = retryAfter(answer, attempt);
        if (wait === undefined) return parse(answer);
        failure = new ApiError(answer.status, statusOf(answer.text), `HTTP ${answer.status}`);
      } catch (error) {
        failure = error;
        if (NETWORK_CODES.test((error as any).code ?? "")) wait = backoff(attempt);
      }
      if (wait === undefined || Date.now() + wait > deadline) throw this.explain(failure);
      onLost?.();
      this.onRetry(`the API server is away, trying again (${(failure as Error).message})`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  private warn({ headers: { warning = "" } }: Response, sent: KubeObject): void {
    for (const [, said] of warning.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      this.onWarning(said!.replaceAll(/\\(.)/g, "$1"), sent);
    }
  }

  /** Any failure as one clear error. */
  private explain(error: any): Error {
    const { server, context, user } = this.access;
    if (error instanceof UnreachableError) return error;
    if (error instanceof ApiError) {
      if (error.code !== 401) return error;
      return new UnreachableError(identitySentence(server, context, user));
    }
    return new UnreachableError(connectionSentence(error, server, context));
  }

  close(): void {
    this.transport.close();
    this.streams.close();
  }
}

const text = (value: unknown): string => JSON.stringify(value);

function query(options: WriteOptions): string {
  const parameters = new URLSearchParams();
  for (const key of ["fieldManager", "force"] as const) {
    if (options[key] !== undefined) parameters.set(key, String(options[key]));
  }
  if (options.dryRun) parameters.set("dryRun", "All");
  return parameters.size ? `?${parameters}` : "";
}

function fail(answer: Response): Response {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new ApiError(answer.status, statusOf(answer.text), `HTTP ${answer.status}`);
}

const parse = (answer: Response): any => JSON.parse(fail(answer).text || "null");

function statusOf(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 200) };
  }
}

/** Milliseconds to wait before trying again, or undefined where the answer stands. */
export function retryAfter(
  { status, headers, text }: Response,
  attempt: number,
): number | undefined {
  const passing =
    [429, 502, 503, 504].includes(status) ||
    (status === 500 && /etcdserver|leader|connection refused/.test(text));
  if (!passing || /failed calling webhook/.test(text)) return undefined;
  const asked = Number(headers["retry-after"]) * 1000;
  return asked || backoff(attempt);
}

/** 0.1 s doubling to 3 s, with a little chance so that many do not come at once. */
const backoff = (attempt: number): number =>
  Math.min(3_000, 50 * 2 ** attempt) * (0.8 + 0.4 * Math.random());
