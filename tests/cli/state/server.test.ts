import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { pathsOf, readState } from "../../../cli/state/files.ts";
import { kinds } from "../../../cli/state/replay.ts";
import { type StateServer, serveState } from "../../../cli/state/server.ts";

const id = { project: "shop", stack: "dev" };
const stackPath = "stacks/organization/shop/dev";
const secrets = { type: "passphrase", state: { salt: "v1:" } };
const urn = (name: string) => `urn:pulumi:dev::shop::a:b:C::${name}`;
const made = (sequenceID: number, name: string) => ({
  ...{ kind: kinds.success, sequenceID, operationID: sequenceID },
  state: { urn: urn(name), type: "a:b:C" },
});

/** Asks a server as the CLI does. */
class Client {
  private readonly env: Record<string, string>;

  constructor(env: Record<string, string>) {
    this.env = env;
  }

  async ask(method: string, path: string, body?: unknown) {
    const { PULUMI_BACKEND_URL: url, PULUMI_CREDENTIALS_PATH: folder } = this.env;
    const noted = JSON.parse(await readFile(join(folder!, "credentials.json"), "utf8"));
    const response = await fetch(`${url}/api/${path}`, {
      method,
      headers: {
        authorization: `token ${noted.accessTokens[url!]}`,
        "user-agent": "pulumi-cli/1 (v3.250.0; linux)",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as any };
  }

  init = () => this.ask("POST", "stacks/organization/shop", { stackName: "dev" });

  /** Begins an update of the stack and gives its path. */
  async begin(): Promise<string> {
    const { body } = await this.ask("POST", `${stackPath}/update`, {});
    const path = `${stackPath}/update/${body.updateID}`;
    const { status, body: said } = await this.ask("POST", path, {});
    assert.equal(status, 200, said.message);
    return path;
  }

  note = (update: string, ...entries: unknown[]) =>
    this.ask("PATCH", `${update}/journalentries`, { entries });
}

describe("the server of states", () => {
  let folder: string;
  const servers: StateServer[] = [];
  const serve = async () => {
    servers.push(await serveState(folder, async () => secrets));
    return { server: servers.at(-1)!, client: new Client(servers.at(-1)!.env) };
  };
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "states-"))));
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await rm(folder, { recursive: true });
  });
  const names = async () => {
    const { stored } = (await readState(folder, id))!;
    return (stored.deployment.resources ?? []).map((one) => one.urn.split("::").at(-1));
  };
  const journals = () => readdir(join(folder, ".pulumi/journals/shop"));

  it("answers nobody without its token", async () => {
    const { server } = await serve();
    const { status } = await fetch(`${server.env.PULUMI_BACKEND_URL}/api/user`);
    assert.equal(status, 401);
  });

  it("makes a stack once, with the passphrase's salt in its state", async () => {
    const { client } = await serve();
    assert.equal((await client.init()).status, 200);
    assert.equal((await client.init()).status, 409);
    const { body } = await client.ask("GET", `${stackPath}/export`);
    assert.deepEqual(body.deployment.secrets_providers, secrets);
  });

  it("has what an update left in the state when the update is complete", async () => {
    const { client } = await serve();
    await client.init();
    const update = await client.begin();
    await client.note(update, made(1, "a"), made(2, "b"));
    assert.deepEqual(await names(), []);

    const { status } = await client.ask("POST", `${update}/complete`, { status: "succeeded" });

    assert.equal(status, 200);
    assert.deepEqual(await names(), ["a", "b"]);
    assert.deepEqual(await journals(), []);
    const { body } = await client.ask("GET", `${stackPath}/updates`);
    assert.deepEqual(
      body.updates.map(({ kind, result }: any) => [kind, result]),
      [["update", "succeeded"]],
    );
  });

  it("lets one update in at a time and says who is at it", async () => {
    const { client } = await serve();
    await client.init();
    await client.begin();
    const other = await serve();
    const { body } = await other.client.ask("POST", `${stackPath}/update`, {});
    const path = `${stackPath}/update/${body.updateID}`;
    const { status, body: said } = await other.client.ask("POST", path, {});
    assert.equal(status, 409);
    assert.match(said.message, new RegExp(`process ${process.pid} of .* since`));
  });

  it("lets previews go beside an update", async () => {
    const { client } = await serve();
    await client.init();
    await client.begin();
    const { body } = await client.ask("POST", `${stackPath}/preview`, {});
    const { status } = await client.ask("POST", `${stackPath}/preview/${body.updateID}`, {});
    assert.equal(status, 200);
  });

  it("ends an update whose CLI has ended without a word", async () => {
    const { client, server } = await serve();
    await client.init();
    await client.note(await client.begin(), made(1, "a"));
    await server.settle();
    assert.deepEqual(await names(), ["a"]);
    await client.begin();
  });

  /** A process of its own that begins an update, notes a resource, and is killed. */
  async function killedRun(): Promise<number> {
    const module = new URL("../../../cli/state/server.ts", import.meta.url);
    const script = `
      const { serveState } = await import(${JSON.stringify(fileURLToPath(module))});
      const { env } = await serveState(process.argv[1], async () => ({ type: "passphrase" }));
      console.log(JSON.stringify(env));
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = new Promise((resolve) => child.on("close", resolve));
    const line = await new Promise<string>((resolve) =>
      child.stdout.once("data", (data) => resolve(String(data))),
    );
    const client = new Client(JSON.parse(line));
    await client.init();
    const begun = { kind: kinds.begin, sequenceID: 2, operationID: 2 };
    const operation = { type: "creating", resource: made(2, "b").state };
    await client.note(await client.begin(), made(1, "a"), { ...begun, operation });
    child.kill("SIGKILL");
    await closed;
    return child.pid!;
  }

  it("brings the update of a killed run to its end, once", async () => {
    const pid = await killedRun();
    assert.deepEqual(await names(), []);

    const { server } = await serve();

    assert.deepEqual(
      server.recovered.map((owner) => owner.pid),
      [pid],
    );
    assert.deepEqual(await names(), ["a"]);
    const { stored } = (await readState(folder, id))!;
    assert.deepEqual(
      stored.deployment.pending_operations?.map(({ type }) => type),
      ["creating"],
    );
    assert.deepEqual((await serve()).server.recovered, []);
  });

  it("leaves nothing of a killed run but its state", async () => {
    await killedRun();
    const { server } = await serve();
    await server.close();
    assert.deepEqual(await readdir(join(folder, ".credentials")), []);
    assert.deepEqual(await journals(), []);
    assert.deepEqual(await readdir(pathsOf(folder, id).locks), []);
  });

  it("does not believe the line that a killed run was writing", async () => {
    await killedRun();
    await appendFile(pathsOf(folder, id).journal, JSON.stringify(made(3, "c")).slice(0, -4));
    await serve();
    assert.deepEqual(await names(), ["a"]);
  });

  it("does not replay a journal whose outcome is in the state already", async () => {
    await killedRun();
    const text = await readFile(pathsOf(folder, id).journal, "utf8");
    await serve();
    await appendFile(pathsOf(folder, id).journal, text);
    await serve();
    assert.deepEqual(await names(), ["a"]);
  });

  it("removes an empty stack, and another only by force", async () => {
    const { client } = await serve();
    await client.init();
    const update = await client.begin();
    await client.note(update, made(1, "a"));
    await client.ask("POST", `${update}/complete`, { status: "succeeded" });

    const refused = await client.ask("DELETE", stackPath);

    assert.match(refused.body.message, /still contains resources/);
    assert.equal((await client.ask("DELETE", `${stackPath}?force=true`)).status, 200);
    assert.equal((await client.ask("GET", stackPath)).status, 404);
  });

  it("names a stack of another kind of damage: a state that is no JSON", async () => {
    const { client } = await serve();
    await client.init();
    await appendFile(pathsOf(folder, id).state, "}");
    const { status, body } = await client.ask("GET", `${stackPath}/export`);
    assert.equal(status, 500);
    assert.match(body.message, /state of the stack is damaged: .*dev\.json is not JSON; .*\.bak/);
  });

  it("says of what it does not serve that it does not", async () => {
    const { client } = await serve();
    const { status, body } = await client.ask("GET", "orgs/acme/policypacks");
    assert.equal(status, 404);
    assert.match(body.message, /GET \/api\/orgs\/acme\/policypacks is not served here/);
  });
});
