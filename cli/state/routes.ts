import type { SecretsProvider, StackId, Stored } from "./deployment.ts";
import { listStacks, pathsOf, readState, removeState, writeState } from "./files.ts";
import { historyOf } from "./history.ts";
import { recover } from "./journal.ts";
import { Locked, breakAll, lock, unlock } from "./lock.ts";
import { type Entry, stamped } from "./replay.ts";
import type { Updates } from "./updates.ts";

export interface Request {
  method: string;
  /** Parts of the path after `/api`. */
  path: string[];
  query: URLSearchParams;
  body: Body;
  /** What the caller showed. */
  token: string;
  cliVersion: string;
}

/** What is read of the bodies of all requests; the CLI gives to each what belongs to it. */
interface Body extends Stored {
  /** Of a new stack. */
  stackName: string;
  state?: Stored;
  /** Of an update. */
  options?: { dryRun?: boolean };
  metadata?: { message?: string; environment?: Record<string, string> };
  entries?: Entry[];
  events?: { summaryEvent?: { resourceChanges?: Record<string, number> } }[];
  status: string;
}

/** What the answers are made from. */
export interface Backend {
  folder: string;
  updates: Updates;
  salted: () => Promise<SecretsProvider>;
}

/** An answer other than success, with its HTTP status. */
export class ApiError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the CLI cancels: the update of whoever has the lock. */
const latestUpdate = "latest";

/** The organization that Pulumi's file backend has, too. */
export const organization = "organization";
const updateKinds = ["update", "preview", "refresh", "destroy"];

/** Answers one request of Pulumi's cloud API, as far as a CLI needs it for stacks of its own. */
export async function respond(request: Request, backend: Backend): Promise<unknown> {
  const { path, method } = request;
  const [room, owner, project, stack, ...rest] = path;
  if (room === "capabilities") return { capabilities: [schemaVersion] };
  if (room === "user") return user(path.slice(1), request.query, backend);
  if (room !== "stacks" || owner !== organization || !project) throw unknownTo(request);
  if (!stack && method === "POST") return create(project, request, backend);
  if (!stack) return ofProject(project, backend);
  const id = { project, stack };
  if (updateKinds.includes(rest[0]!)) return ofUpdate(id, rest, request, backend);
  return ofStack(id, rest, request, backend);
}

const schemaVersion = {
  capability: "deployment-schema-version",
  version: 1,
  configuration: { version: 4 },
};

async function user([what, which]: string[], query: URLSearchParams, { folder }: Backend) {
  if (what === undefined) {
    return { githubLogin: organization, name: organization, organizations: [] };
  }
  if (what === "organizations" && which === "default") return { gitHubLogin: organization };
  if (what !== "stacks") throw new ApiError(404, "Not Found");
  const wanted = query.get("project");
  const all = (await listStacks(folder)).filter(({ project }) => !wanted || project === wanted);
  return { stacks: await Promise.all(all.map((id) => summary(folder, id))) };
}

async function summary(folder: string, id: StackId) {
  const { stored } = (await readState(folder, id))!;
  const [latest] = await historyOf(folder, id, 0, 1);
  return {
    ...names(id),
    resourceCount: stored.deployment.resources?.length ?? 0,
    ...(latest && { lastUpdate: latest.endTime }),
  };
}

const names = ({ project, stack }: StackId) => ({
  ...{ id: `${project}/${stack}`, orgName: organization, projectName: project, stackName: stack },
});

async function ofProject(project: string, { folder }: Backend) {
  const known = (await listStacks(folder)).some((id) => id.project === project);
  if (!known) throw new ApiError(404, `there is no project ${project}`);
}

async function create(project: string, { body, cliVersion }: Request, backend: Backend) {
  const id: StackId = { project, stack: body.stackName };
  if (await readState(backend.folder, id)) {
    throw new ApiError(409, `the stack ${id.stack} exists already`);
  }
  const secrets_providers = await backend.salted();
  const deployment = { manifest: stamped(cliVersion), secrets_providers };
  await writeState(backend.folder, id, body.state ?? { version: 3, deployment });
}

async function ofStack(id: StackId, rest: string[], request: Request, backend: Backend) {
  const { folder } = backend;
  const found = await readState(folder, id);
  if (!found) throw new ApiError(404, `there is no stack ${id.stack}`);
  switch (`${request.method} ${rest.join("/")}`) {
    case "GET ":
      return { ...names(id), activeUpdate: latestUpdate, tags: {}, version: 1 };
    case "DELETE ":
      return remove(id, found.stored, request.query.get("force") === "true", backend);
    case "GET export":
      return found.stored;
    case "POST import":
      await held(folder, id, () => writeState(folder, id, request.body));
      return { updateId: "import" };
    case "GET updates":
      return { updates: await historyOf(folder, id, ...page(request.query)) };
    case "GET updates/latest":
      return latest(folder, id);
    case "POST rename":
      throw new ApiError(
        400,
        "a stack is renamed in its files: run the same command with " +
          `PULUMI_BACKEND_URL="file://${folder}?metadata=skip"`,
      );
    case "PATCH tags":
      return;
    default:
      throw unknownTo(request);
  }
}

async function latest(folder: string, id: StackId) {
  const [info] = await historyOf(folder, id, 0, 1);
  if (!info) throw new ApiError(404, "there was no update");
  return { info };
}

/** Where the page that is asked for begins, and its length; all where no length is asked for. */
function page(query: URLSearchParams): [from: number, count: number] {
  const size = Number(query.get("pageSize") ?? 0);
  const from = (Math.max(Number(query.get("page") ?? 1), 1) - 1) * size;
  return size > 0 ? [from, size] : [0, Infinity];
}

async function remove(id: StackId, { deployment }: Stored, force: boolean, backend: Backend) {
  if (!force && deployment.resources?.length) {
    // The CLI knows this case by these words.
    throw new ApiError(400, "Bad Request: Stack still contains resources.");
  }
  await held(backend.folder, id, () => removeState(backend.folder, id));
}

/** Does `work` while nobody else changes the stack. */
async function held<T>(folder: string, id: StackId, work: () => Promise<T>): Promise<T> {
  const { locks } = pathsOf(folder, id);
  await lock(locks).catch(conflict);
  return work().finally(() => unlock(locks));
}

function conflict(error: Error): never {
  throw error instanceof Locked ? new ApiError(409, `Conflict: ${error.message}.`) : error;
}

async function ofUpdate(id: StackId, rest: string[], request: Request, backend: Backend) {
  const [kind, update, ...what] = rest;
  const { updates, folder } = backend;
  const { body, method, token } = request;
  if (!update) {
    const { options = {}, metadata = {} } = body;
    const { message = "", environment = {} } = metadata;
    const dryRun = kind === "preview" || options.dryRun === true;
    return { updateID: updates.create(id, { kind: kind!, dryRun, message, environment }) };
  }
  switch (`${method} ${what.join("/")}`) {
    case "POST ":
      return {
        version: await updates.start(update, request.cliVersion).catch(conflict),
        token,
        journalVersion: 1,
      };
    case "GET ":
      return { status: "succeeded", events: [] }; // of an import, which is done when it is answered
    case "POST renew_lease":
      return { token };
    case "PATCH journalentries":
      return updates.append(update, body.entries ?? []);
    case "POST events/batch":
      for (const { summaryEvent } of body.events ?? []) {
        if (summaryEvent) updates.note(update, summaryEvent.resourceChanges ?? {});
      }
      return;
    case "POST complete":
      return updates.complete(update, body.status);
    case "POST cancel":
      await recover(folder, id);
      return breakAll(pathsOf(folder, id).locks);
    default:
      throw unknownTo(request);
  }
}

function unknownTo({ method, path }: Request): ApiError {
  return new ApiError(404, `${method} /api/${path.join("/")} is not served here`);
}
