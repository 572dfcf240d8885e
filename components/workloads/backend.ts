import * as pulumi from "@pulumi/pulumi";

import { configFiles } from "./config-files.ts";
import type { CacheRef } from "../shared/cache.ts";
import type { ServiceArgs } from "./frontend.ts";
import { Microservice } from "./microservice.ts";
import { pods } from "../shared/network.ts";
import { probes, resources, scratch } from "../shared/pod.ts";

export interface BackendArgs extends ServiceArgs {
  replicas: number;
  /** The stores that it may call. */
  databasePort: number;
  cache: Pick<CacheRef, "identity" | "port">;
}

export const backendPort = 8080;

/** Apache httpd that answers `/api` with JSON. */
export class Backend extends pulumi.ComponentResource {
  readonly service: Microservice;

  constructor(name: string, args: BackendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:workloads:Backend", name, args, opts);
    const { namespace, serviceAccountName, replicas, databasePort, cache } = args;
    const config = configFiles(this, "backend", namespace, {
      "httpd.conf": httpdConf,
      api: JSON.stringify({ service: "backend", status: "ok" }) + "\n",
      healthz: '"alive"\n',
      readyz: '"ready"\n',
    });

    this.service = new Microservice(
      name,
      {
        service: "backend",
        app: "httpd",
        namespace,
        serviceAccountName,
        replicas,
        userId: 10102,
        container: container(args),
        volumes: [config, scratch("tmp", "64Mi")],
        conversations: {
          clients: [pods("frontend")],
          port: backendPort,
          servers: [
            { to: pods("database"), port: databasePort },
            { to: pods(cache.identity), port: cache.port },
          ],
        },
      },
      { parent: this },
    );
    this.registerOutputs({ address: this.service.address });
  }
}

function container({ image, size }: BackendArgs) {
  const path = (path: string) => ({ httpGet: { path, port: backendPort } });
  return {
    name: "httpd",
    image,
    command: ["httpd-foreground", "-f", "/etc/shakedown/httpd.conf"],
    ports: [{ name: "main", containerPort: backendPort }],
    ...probes(path("/healthz"), path("/readyz"), path("/healthz")),
    // Endpoints are withdrawn at the same time as the process is told to stop: stop a little later.
    lifecycle: { preStop: { sleep: { seconds: 3 } } },
    resources: resources(size),
    volumeMounts: [
      { name: "config", mountPath: "/etc/shakedown", readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}

/** Distributions differ in which modules are built in: what is there already is not loaded. */
const modules = ["mpm_event", "unixd", "authz_core"]
  .map(
    (module) => `<IfModule !${module}_module>
  LoadModule ${module}_module modules/mod_${module}.so
</IfModule>`,
  )
  .join("\n");

const httpdConf = `ServerRoot /usr/local/apache2
ServerName backend
Listen ${backendPort}
PidFile /tmp/httpd.pid
DefaultRuntimeDir /tmp
ErrorLog /dev/stderr
LogLevel warn
ServerTokens Prod
${modules}
StartServers 1
ServerLimit 4
ThreadsPerChild 25
MaxRequestWorkers 100
KeepAliveTimeout 65
MaxKeepAliveRequests 0
DocumentRoot /etc/shakedown
<Directory /etc/shakedown>
  Options FollowSymLinks
  Require all granted
  ForceType application/json
</Directory>
<Files httpd.conf>
  Require all denied
</Files>
`;
