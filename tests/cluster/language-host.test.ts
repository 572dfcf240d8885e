import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { until } from "../../embedded/node/wait.ts";
import { installPlugins } from "../../embedded/plugins/index.ts";
import { ensureTools } from "../../embedded/toolchain/index.ts";
import { quiet } from "../helpers/quiet.ts";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

const project = `
name: tiny
main: index.ts
runtime: { name: nodejs, options: { typescript: false } }
`;
const program = `
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
const config = new pulumi.Config();
const pet = new random.RandomPet("pet", { keepers: { size: config.get("size") ?? "1" } });
const password = new random.RandomPassword("password", { length: 20 });
export const name: pulumi.Output<string> = pet.id;
export const secret = password.result;
`;

/** Real programs, run by the real CLI with the stand-ins. They need no cluster. */
describe("the stand-ins for the language host and the random plugin", function () {
  this.timeout(120_000);
  let folder: string;
  let cli: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    cli = join((await ensureTools(["pulumi"], quiet)).pulumi, "pulumi");
    folder = await mkdtemp(join(tmpdir(), "language-host-"));
    const home = join(folder, "home");
    await installPlugins(home, cli, quiet);
    await mkdir(join(folder, "state"));
    await mkdir(join(folder, "program"));
    await symlink(modules, join(folder, "program/node_modules"));
    await write("Pulumi.yaml", project);
    await write("package.json", JSON.stringify({ name: "tiny", type: "module" }));
    await write("index.ts", program);
    env = {
      ...process.env,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    await succeed("stack", "init", "dev");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const write = (file: string, text: string) => writeFile(join(folder, "program", file), text);
  const start = (...args: string[]) =>
    spawn(cli, [...args, "--non-interactive"], { cwd: join(folder, "program"), env });
  const end = (child: ChildProcess) =>
    new Promise<{ code: number | null; text: string }>((resolve) => {
      let text = "";
      child.stdout!.on("data", (data) => (text += data));
      child.stderr!.on("data", (data) => (text += data));
      child.on("close", (code) => resolve({ code, text }));
    });
  const pulumi = (...args: string[]) => end(start(...args));
  const succeed = async (...args: string[]) => {
    const { code, text } = await pulumi(...args);
    assert.equal(code, 0, text);
    return text;
  };

  it("run a program without a warning, and change nothing the second time", async () => {
    const first = await succeed("up", "--yes", "--skip-preview");
    assert.match(first, /\+ 3 created/);
    assert.doesNotMatch(first, /warning/i);
    assert.match(await succeed("up", "--yes", "--skip-preview"), /3 unchanged/);
  });

  it("keep a password out of the output and of the state", async () => {
    const shown = await succeed("stack", "output", "secret", "--show-secrets");
    const password = shown.trim();
    assert.equal(password.length, 20);
    assert.ok(!(await succeed("preview", "--diff", "--refresh")).includes(password));
    const state = await readFile(join(folder, "state/.pulumi/stacks/tiny/dev.json"), "utf8");
    assert.ok(!state.includes(password));
  });

  it("make a new value when a keeper changes, and none at a refresh", async () => {
    const before = await succeed("stack", "output", "name");
    await succeed("refresh", "--yes");
    assert.equal(await succeed("stack", "output", "name"), before);
    await succeed("config", "set", "size", "2");
    assert.match(await succeed("up", "--yes", "--skip-preview"), /\+-1 replaced/);
    assert.notEqual(await succeed("stack", "output", "name"), before);
  });

  it("import a value by its official id", async () => {
    const type = "random:index/randomInteger:RandomInteger";
    const flags = ["--yes", "--generate-code=false", "--protect=false"];
    assert.match(await succeed("import", type, "six", "6,1,6", ...flags), /= 1 imported/);
    await succeed("up", "--yes", "--skip-preview");
  });

  it("name a program that throws, and one that is killed", async () => {
    await write("index.ts", 'throw new Error("no stock");');
    const thrown = await pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(thrown.code, 0);
    assert.match(thrown.text, /Error: no stock/);

    await write("index.ts", 'process.kill(process.pid, "SIGKILL");');
    const killed = await pulumi("up", "--yes", "--skip-preview");
    assert.notEqual(killed.code, 0);
    assert.match(killed.text, /Program was ended by SIGKILL/);
  });

  it("end a program when the run is cancelled", async () => {
    const marker = join(folder, "pid");
    const forever = "setInterval(() => {}, 1000);";
    await write(
      "index.ts",
      `import { writeFileSync } from "node:fs";
       writeFileSync(${JSON.stringify(marker)}, String(process.pid));
       console.log("running"); ${forever}`,
    );
    const child = start("preview");
    const ended = end(child);
    child.stdout!.on("data", (data) => String(data).includes("running") && child.kill("SIGINT"));
    assert.notEqual((await ended).code, 0);
    const pid = Number(await readFile(marker, "utf8"));
    const gone = () => Promise.resolve(!existsSync(`/proc/${pid}`));
    assert.ok(await until(gone, 20_000, 50), `program ${pid} still runs`);
  });
});
