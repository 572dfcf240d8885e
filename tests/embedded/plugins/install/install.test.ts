import assert from "node:assert/strict";
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  type Plugin,
  type Surroundings,
  installPlugins,
  neededPlugins,
  wrapper,
} from "../../../../embedded/plugins/install.ts";
import { quiet } from "../../../helpers/quiet.ts";

const day = 24 * 3600 * 1000;

describe("installPlugins", () => {
  let folder: string;
  let tried: Plugin[];
  const surroundings = (changes: Partial<Surroundings> = {}): Surroundings => ({
    env: { PATH: join(folder, "bin") },
    home: join(folder, "home"),
    now: 10 * day,
    download: async (plugin) => {
      tried.push(plugin);
      return false;
    },
    ...changes,
  });
  const install = (changes?: Partial<Surroundings>) =>
    installPlugins(
      join(folder, "pulumi"),
      join(folder, "cli/pulumi"),
      quiet,
      surroundings(changes),
    );
  const program = async (path: string, content = "official") => {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
    await chmod(join(folder, path), 0o755);
  };
  const sources = async (changes?: Partial<Surroundings>) =>
    (await install(changes)).map(({ source }) => source);
  const [language, kubernetes] = neededPlugins();
  const inHome = (plugin: Plugin) =>
    `plugins/${plugin.kind}-${plugin.name}-v${plugin.version}/pulumi-${plugin.kind}-${plugin.name}`;

  beforeEach(async () => {
    tried = [];
    folder = await mkdtemp(join(tmpdir(), "plugins-"));
    await program("cli/pulumi");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("installs executable stand-ins where nothing official can be had", async () => {
    assert.deepEqual(await sources(), ["stand-in", "stand-in", "stand-in"]);

    const file = join(folder, "pulumi", inHome(kubernetes!));
    assert.equal((await stat(file)).mode & 0o777, 0o755);
    assert.equal(await readFile(file, "utf8"), wrapper(kubernetes!));
  });

  it("tries a failed download again only after a day", async () => {
    await install();
    await install({ now: 11 * day - 1 });
    assert.equal(tried.length, 2, "kubernetes and random, once each");

    await install({ now: 11 * day });
    assert.equal(tried.length, 4);
  });

  it("never tries to download the language host, which only comes with the CLI", async () => {
    await install();

    assert.ok(tried.every(({ kind }) => kind === "resource"));
  });

  it("leaves a plugin on PATH to the CLI", async () => {
    await program("bin/pulumi-resource-kubernetes");

    assert.deepEqual(await sources(), ["stand-in", "on PATH", "stand-in"]);
    await assert.rejects(stat(join(folder, "pulumi", inHome(kubernetes!))));
  });

  it("leaves the language host beside the CLI to the CLI", async () => {
    await program("cli/pulumi-language-nodejs");

    assert.equal((await sources())[0], "beside the CLI");
    await assert.rejects(stat(join(folder, "pulumi", inHome(language!))));
  });

  it("takes over the official plugin of the user's own PULUMI_HOME", async () => {
    await install();
    await program(`home/.pulumi/${inHome(kubernetes!)}`);

    assert.equal((await sources())[1], "installed");
    const file = join(folder, "pulumi", inHome(kubernetes!));
    assert.equal(await readFile(file, "utf8"), "official");
    assert.ok((await lstat(join(file, ".."))).isDirectory(), "the CLI follows no linked folder");
  });

  it("keeps an official plugin that is installed already", async () => {
    await program(`pulumi/${inHome(kubernetes!)}`);

    assert.equal((await sources())[1], "installed");
    assert.equal(await readFile(join(folder, "pulumi", inHome(kubernetes!)), "utf8"), "official");
  });

  it("replaces the stand-in of a project that has moved", async () => {
    const elsewhere = wrapper(kubernetes!).replace("main.ts", "elsewhere/main.ts");
    await program(`pulumi/${inHome(kubernetes!)}`, elsewhere);

    assert.equal((await sources())[1], "stand-in");
    const file = join(folder, "pulumi", inHome(kubernetes!));
    assert.equal(await readFile(file, "utf8"), wrapper(kubernetes!));
  });
});
