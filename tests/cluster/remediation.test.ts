import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { installPlugins } from "../../embedded/plugins/index.ts";
import { ensureTools } from "../../embedded/toolchain/index.ts";
import { quiet } from "../helpers/quiet.ts";

const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const project = `
name: tiny
main: index.ts
runtime: { name: nodejs, options: { typescript: false } }
`;
const program = `
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
const later = new random.RandomPet("later").id;
const metadata = { namespace: "shop" };
const confined = { seccompProfile: { type: "Localhost", localhostProfile: "log.json" } };
const web = [
  { name: "web", image: "web:1", securityContext: { runAsUser: 1 } },
  { name: "log", image: "log:1", securityContext: confined },
];
new k8s.core.v1.Pod("web", { metadata, spec: { serviceAccountName: later, containers: web } });
const env = [{ name: "KEY", value: pulumi.secret("hunter2") }];
const vault = [{ name: "vault", image: "vault:1", env }];
new k8s.core.v1.Pod("vault", { metadata, spec: { containers: vault } });
`;
const asked = [
  "rbac-automount-token",
  "security-allow-privilege-escalation",
  "security-restricted-seccomp",
  "security-drop-all-capabilities",
];

/** The real engine, policy server and pack. A preview needs no cluster. */
describe("remediations that the configuration asks for", function () {
  this.timeout(120_000);
  let folder: string;
  let cli: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    cli = join((await ensureTools(["pulumi"], quiet)).pulumi, "pulumi");
    folder = await mkdtemp(join(tmpdir(), "remediation-"));
    await installPlugins(join(folder, "home"), cli, quiet);
    await mkdir(join(folder, "state"));
    await symlink(inProject("node_modules"), join(folder, "node_modules"));
    await write("Pulumi.yaml", project);
    await write("package.json", '{ "name": "tiny", "type": "module" }');
    await write("index.ts", program);
    for (const level of ["remediate", "mandatory", "advisory"]) {
      const levels = Object.fromEntries(asked.map((rule) => [rule, level]));
      await write(`${level}.json`, JSON.stringify({ all: "advisory", ...levels }));
    }
    env = {
      ...process.env,
      KUBECONFIG: join(folder, "none"),
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    await pulumi("stack", "init", "dev");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const write = (file: string, text: string) => writeFile(join(folder, file), text);
  const pulumi = (...args: string[]) =>
    new Promise<string>((resolve, reject) => {
      const options = { cwd: folder, env, maxBuffer: 1 << 28 };
      execFile(cli, [...args, "--non-interactive"], options, (error, stdout, stderr) =>
        error ? reject(new Error(stdout + stderr)) : resolve(stdout),
      );
    });
  const preview = (levels: string, format = "--json") => {
    const pack = ["--policy-pack", inProject("policies"), "--policy-pack-config", levels];
    return pulumi("preview", format, ...pack);
  };
  const podOf = (text: string, name: string) =>
    JSON.parse(text).steps.find(({ urn }: any) => urn.endsWith(`Pod::${name}`)).newState.inputs;

  it("change what is planned, but nothing that the program states", async () => {
    const { spec } = podOf(await preview("remediate.json"), "web");
    assert.equal(spec.automountServiceAccountToken, false);
    assert.deepEqual(spec.securityContext, { seccompProfile: { type: "RuntimeDefault" } });
    const mended = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    const confined = { seccompProfile: { type: "Localhost", localhostProfile: "log.json" } };
    assert.deepEqual(
      spec.containers.map((one: any) => one.securityContext),
      [
        { runAsUser: 1, ...mended },
        { ...confined, ...mended },
      ],
    );
  });

  it("mend what holds a secret, and keep it one", async () => {
    const refused = /\[mandatory\].*security-drop-all-capabilities.*Pod: vault/;
    await assert.rejects(preview("mandatory.json", "--diff"), refused);
    const text = await preview("remediate.json");
    assert.doesNotMatch(text, /hunter2/);
    assert.equal(podOf(text, "vault").spec.containers, "[secret]");
  });

  it("change nothing where the configuration does not ask for them", async () => {
    const { spec } = podOf(await preview("advisory.json"), "web");
    assert.equal(spec.automountServiceAccountToken, undefined);
    assert.equal(spec.securityContext, undefined);
    assert.deepEqual(spec.containers[0].securityContext, { runAsUser: 1 });
  });
});
