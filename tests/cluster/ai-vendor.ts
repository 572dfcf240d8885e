import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";

import { restricted, restrictedPod } from "../../components/shared/hardening.ts";
import { imageSets } from "../../components/shared/versions.ts";
import { ai, clients, model } from "./ai-stack.ts";
import { kubectl } from "./kubectl.ts";

/** Answers by way of the stack's own Ollama whoever shows its key, and repeats to others what they showed. */
const program = `
import { createServer, request } from "node:http";
createServer((asked, answer) => {
  const { authorization } = asked.headers;
  if (authorization !== "Bearer " + process.env.KEY) {
    asked.resume();
    return answer.writeHead(401).end("Incorrect API key: " + authorization);
  }
  const to = { host: "ollama.${ai}.svc", port: 11434, method: asked.method, path: asked.url };
  const onward = request({ ...to, headers: { ...asked.headers, host: to.host } }, (got) => {
    answer.writeHead(got.statusCode, got.headers);
    got.pipe(answer);
  });
  onward.on("error", () => answer.destroy());
  asked.pipe(onward);
}).listen(8080);
`;

const secret = (namespace: string, name: string, key: string) => ({
  ...{ apiVersion: "v1", kind: "Secret", metadata: { namespace, name } },
  stringData: { "api-key": key },
});

function service(key: string) {
  // The identity of the second gateway: policies let it be asked, and ask Ollama.
  const labels = { app: "vendor", "shakedown.dev/identity": "llm" };
  const metadata = { name: "vendor", namespace: clients, labels };
  const ports = [{ port: 8080 }];
  const container = {
    ...{ name: "vendor", image: imageSets.embedded.node, imagePullPolicy: "IfNotPresent" },
    command: ["node", "--input-type=module", "--eval", program],
    env: [{ name: "KEY", valueFrom: { secretKeyRef: { name: "vendor", key: "api-key" } } }],
    ...{ securityContext: restricted, readinessProbe: { tcpSocket: ports[0] } },
  };
  const pod = { ...restrictedPod, securityContext: { runAsUser: 1000 }, containers: [container] };
  return [
    secret(clients, "vendor", key),
    { apiVersion: "v1", kind: "Pod", metadata, spec: pod },
    { apiVersion: "v1", kind: "Service", metadata, spec: { selector: { app: "vendor" }, ports } },
  ];
}

/** A service of somebody else, which wants a key. */
export interface Vendor {
  endpoint: object;
  /** Names of Secrets in the stack's namespace. */
  rightSecret: string;
  wrongSecret: string;
  /** What must not be seen anywhere: the keys, and as a Secret holds them. */
  keys: string[];
  /** What the stack leaves in the cluster outside of Secrets. */
  traces: () => Promise<string>;
  stop: () => Promise<void>;
}

/** Starts the service beside the stack's clients, with none of it known to the stack but two Secrets. */
export async function startVendor(): Promise<Vendor> {
  const [right, wrong] = [`sk-${randomUUID()}`, `sk-${randomUUID()}`];
  const [rightSecret, wrongSecret] = ["vendor-key", "vendor-key-of-old"];
  const secrets = [secret(ai, rightSecret, right), secret(ai, wrongSecret, wrong)];
  const items = [...service(right), ...secrets];
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await kubectl(["create", "-f", "-"], list);
  await kubectl(["wait", "-n", clients, "--for=condition=Ready", "pod/vendor", "--timeout=60s"]);
  const logs = () => kubectl(["logs", "-n", ai, "-l", "shakedown.dev/identity=llm", "--tail=-1"]);
  const objects = (namespace: string) =>
    kubectl(["get", "all,configmaps,events", "-n", namespace, "--output", "yaml"]);
  return {
    endpoint: { name: "vendor", model, url: `http://vendor.${clients}.svc:8080/v1` },
    ...{ rightSecret, wrongSecret },
    keys: [right, wrong].flatMap((key) => [key, Buffer.from(key).toString("base64")]),
    traces: async () => [await logs(), await objects(ai), await objects(clients)].join("\n"),
    stop: async () => void (await kubectl(["delete", "-f", "-", "--now"], list)),
  };
}

/** Files below a folder with any of these words in them. */
export function filesThatSay(words: string[], folder: string): string[] {
  const patterns = words.flatMap((word) => ["-e", word]);
  const { status, stdout, stderr } = spawnSync("grep", ["-rlaF", ...patterns, folder]);
  if (status === null || status > 1) throw new Error(`grep: ${stderr}`);
  return `${stdout}`.split("\n").filter(Boolean);
}
