import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";

/** Where a cluster's API is and what opens it, as base64 of PEM like in a kubeconfig. */
export interface Credentials {
  server: string;
  authority: string;
  certificate: string;
  key: string;
}

export interface Api {
  /** Asks the API and gives the answer; throws when it is not a 2xx or does not come. */
  call<T>(method: string, path: string, body?: object): Promise<T>;
  close(): void;
}

/** Reads the credentials that kubeadm or `kubeconfigText` wrote. */
export function readCredentials(kubeconfig: string): Credentials {
  const text = readFileSync(kubeconfig, "utf8");
  const value = (key: string) => {
    const found = new RegExp(`^\\s*${key}:\\s*"?([^\\s"]+)"?\\s*$`, "m").exec(text)?.[1];
    if (!found) throw new Error(`${kubeconfig} has no ${key}`);
    return found;
  };
  return {
    server: value("server"),
    authority: value("certificate-authority-data"),
    certificate: value("client-certificate-data"),
    key: value("client-key-data"),
  };
}

/** A kubeconfig whose cluster, user and context are all named `name`. */
export function kubeconfigText(name: string, { server, ...data }: Credentials): string {
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
  - name: ${name}
    cluster:
      server: ${server}
      certificate-authority-data: ${data.authority}
contexts:
  - name: ${name}
    context: { cluster: ${name}, user: ${name} }
users:
  - name: ${name}
    user:
      client-certificate-data: ${data.certificate}
      client-key-data: ${data.key}
`;
}

/** A small client: starting kubectl for each question would cost more than the answer. */
export function openApi({ server, authority, certificate, key }: Credentials): Api {
  const pem = (base64: string) => Buffer.from(base64, "base64");
  const agent = new Agent({
    keepAlive: true,
    ca: pem(authority),
    cert: pem(certificate),
    key: pem(key),
  });
  const call = <T>(method: string, path: string, body?: object) =>
    new Promise<T>((resolve, reject) => {
      const headers = {
        accept: "application/json",
        "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
      };
      const asked = request(`${server}${path}`, { method, agent, headers, timeout: 10_000 });
      asked.on("error", reject).on("timeout", () => asked.destroy(new Error("no answer in 10 s")));
      asked.on("response", (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => (text += part));
        answer.on("error", reject).on("end", () => {
          const code = answer.statusCode ?? 0;
          if (code >= 300) return reject(new Error(`${method} ${path}: ${code} ${text}`));
          resolve((text.startsWith("{") ? JSON.parse(text) : text) as T);
        });
      });
      asked.end(body && JSON.stringify(body));
    });
  return { call, close: () => agent.destroy() };
}
