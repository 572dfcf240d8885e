import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { type StateServer, newSalt, readState, serveState } from "../../cli/state/index.ts";
import { installPlugins, placePlugin } from "../../embedded/plugins/index.ts";
import { Api } from "../../embedded/plugins/kubernetes/client/api.ts";
import { loadAccess } from "../../embedded/plugins/kubernetes/client/kubeconfig.ts";
import { ensureTools } from "../../embedded/toolchain/index.ts";
import { quiet } from "../helpers/quiet.ts";
import { projectFolder, testCluster } from "./harness.ts";

/** What a Pulumi command did. */
export interface Ran {
  ok: boolean;
  /** All that it printed, without colours. */
  output: string;
}

/** Where the tests run: the harness's cluster, or any other that this variable names. */
export const testKubeconfig = (): string =>
  process.env.SHAKEDOWN_TEST_KUBECONFIG || testCluster().kubeconfig;

/** The API of the tests' cluster, to look at it from outside Pulumi. */
export async function testApi(): Promise<Api> {
  return new Api(await loadAccess({ kubeconfig: testKubeconfig() }));
}

/** A Pulumi project in a temporary folder, with a stack of its own whose state is kept as ours is. */
export class Stack {
  readonly folder: string;
  private readonly pulumi: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly server: StateServer;

  private constructor(folder: string, pulumi: string, env: NodeJS.ProcessEnv, server: StateServer) {
    this.folder = folder;
    this.pulumi = pulumi;
    this.env = env;
    this.server = server;
  }

  /** @param official path of an official kubernetes plugin to use instead of the stand-in */
  static async create(official = ""): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), "shakedown-plugin-"));
    const { pulumi: tools } = await ensureTools(["pulumi"], quiet);
    const pulumi = join(tools, "pulumi");
    const home = join(folder, "home");
    await installPlugins(home, pulumi, quiet, {
      env: { PATH: "", PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" },
      home: folder,
      now: Date.now(),
      download: () => Promise.resolve(false),
    });
    if (official) await placePlugin("kubernetes", official, home);
    const server = await serveState(join(folder, "state"), () => newSalt("test"));
    await symlink(join(projectFolder, "node_modules"), join(folder, "node_modules"));
    const project = "name: plugin\nruntime: { name: nodejs, options: { typescript: false } }\n";
    await writeFile(join(folder, "Pulumi.yaml"), project);
    await writeFile(join(folder, "package.json"), '{ "type": "module", "main": "index.js" }\n');
    const env = {
      ...process.env,
      ...server.env,
      PATH: [dirname(process.execPath), tools, process.env.PATH].join(delimiter),
      PULUMI_HOME: home,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      KUBECONFIG: testKubeconfig(),
    };
    const stack = new Stack(folder, pulumi, env, server);
    await stack.program("");
    await stack.must("stack", "init", "test");
    return stack;
  }

  /** Sets the program: what follows the imports of `k8s` and `pulumi`. */
  program(body: string): Promise<void> {
    const imports =
      'import * as k8s from "@pulumi/kubernetes";\nimport * as pulumi from "@pulumi/pulumi";\n';
    return writeFile(join(this.folder, "index.js"), imports + body);
  }

  async up(body: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    await this.program(body);
    return this.run(["up", "--yes", "--skip-preview"], env);
  }

  async preview(body: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    await this.program(body);
    return this.run(["preview", "--diff"], env);
  }

  /** Begins an update and kills the CLI, as a crash does, when it tells of that many creations. */
  async killedUp(body: string, creations: number): Promise<Ran> {
    await this.program(body);
    return this.run(["up", "--yes", "--skip-preview"], {}, (output) => {
      return output.split(" created (").length > creations;
    });
  }

  /**
   * Runs a command of the CLI.
   * @param killWhen told all output so far, says when to send it `signal`
   */
  run(
    args: string[],
    env: NodeJS.ProcessEnv = {},
    killWhen: (output: string) => boolean = () => false,
    signal: NodeJS.Signals = "SIGKILL",
  ): Promise<Ran> {
    const all = [...args, "--non-interactive", "--color", "never", "--cwd", this.folder];
    const options = { env: { ...this.env, ...env }, maxBuffer: 1 << 28 };
    const ran = new Promise<Ran>((resolve) => {
      const child = execFile(this.pulumi, all, options, (error, stdout, stderr) =>
        resolve({ ok: !error, output: `${stdout}${stderr}` }),
      );
      let seen = "";
      let isSent = false;
      child.stdout!.on("data", (text: string) => {
        seen += text;
        if (!isSent && killWhen(seen)) isSent = child.kill(signal);
      });
    });
    return ran.finally(() => this.server.settle());
  }

  /** Runs a command that has to succeed, and gives what it printed. */
  async must(...args: string[]): Promise<string> {
    const { ok, output } = await this.run(args);
    if (!ok) throw new Error(`pulumi ${args.join(" ")} failed:\n${output}`);
    return output;
  }

  /** The state as it lies in its file: what is secret is encrypted. */
  async stored(): Promise<any> {
    const id = { project: "plugin", stack: "test" };
    return (await readState(join(this.folder, "state"), id))?.stored.deployment;
  }

  /** The resources of the state, as they are stored. */
  async resources(): Promise<any[]> {
    const exported = JSON.parse(await this.must("stack", "export"));
    return exported.deployment.resources ?? [];
  }

  /** One resource of the state, by the name that the program gave it. */
  async resource(name: string): Promise<any> {
    const found = (await this.resources()).find(({ urn }) => urn.endsWith(`::${name}`));
    if (!found) throw new Error(`${name} is not in the state`);
    return found;
  }

  async remove(): Promise<void> {
    await this.run(["destroy", "--yes", "--skip-preview"]);
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
