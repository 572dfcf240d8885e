import * as pulumi from "@pulumi/pulumi";

import { configFiles } from "./config-files.ts";
import { Microservice } from "./microservice.ts";
import { everyPodOf, pods } from "../shared/network.ts";
import { type Size, probes, resources, scratch } from "../shared/pod.ts";

export interface ServiceArgs {
  namespace: string;
  serviceAccountName: pulumi.Input<string>;
  image: string;
  size: Size;
}

export interface FrontendArgs extends ServiceArgs {
  replicas: number;
  /** Host and port of the API that `/api` leads to, as pods of the namespace call it. */
  backend: { host: string; port: number };
  /** Namespace whose pods may call. */
  callers: string;
}

export const frontendPort = 8080;

/** nginx with a page of its own at `/` and the backend behind `/api`. */
export class Frontend extends pulumi.ComponentResource {
  readonly service: Microservice;

  constructor(name: string, args: FrontendArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:workloads:Frontend", name, args, opts);
    const { namespace, serviceAccountName, replicas, backend, callers } = args;
    const owned = { parent: this };
    const files = { "nginx.conf": nginxConf(backend), "index.html": page };
    const config = configFiles(this, "frontend", namespace, files);

    this.service = new Microservice(
      name,
      {
        service: "frontend",
        app: "nginx",
        namespace,
        serviceAccountName,
        replicas,
        userId: 10101,
        container: container(args),
        volumes: [config, scratch("tmp", "64Mi")],
        servicePort: 80,
        conversations: {
          clients: [everyPodOf(callers)],
          port: frontendPort,
          servers: [{ to: pods("backend"), port: backend.port }],
        },
      },
      owned,
    );
    this.registerOutputs({ address: this.service.address });
  }
}

function container({ image, size, backend }: FrontendArgs) {
  const path = (path: string) => ({ httpGet: { path, port: frontendPort } });
  // nginx ends when a host is unknown, and DNS is out of reach until the policies are in force.
  const waiting = `until getent hosts ${backend.host} >/dev/null; do sleep 1; done`;
  const serving = "exec nginx -e stderr -c /etc/shakedown/nginx.conf -g 'daemon off;'";
  return {
    name: "nginx",
    image,
    command: ["sh", "-c", `${waiting}; ${serving}`],
    ports: [{ name: "main", containerPort: frontendPort }],
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

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Shakedown</title>
  </head>
  <body>
    <h1>Shakedown</h1>
    <p>The frontend is up. The backend answers at <a href="/api">/api</a>.</p>
  </body>
</html>
`;

function nginxConf(backend: FrontendArgs["backend"]): string {
  return `worker_processes 2;
error_log stderr warn;
pid /tmp/nginx.pid;

events {
  worker_connections 1024;
}

http {
  include /etc/nginx/mime.types;
  access_log off;
  server_tokens off;
  client_body_temp_path /tmp/client;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  upstream backend {
    server ${backend.host}:${backend.port};
    keepalive 32;
  }

  server {
    listen ${frontendPort};

    location = / {
      root /etc/shakedown;
      index index.html;
    }
    location = /index.html {
      root /etc/shakedown;
    }
    location = /healthz {
      return 200 "alive\\n";
    }
    location = /readyz {
      return 200 "ready\\n";
    }
    location /api {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_connect_timeout 2s;
      proxy_read_timeout 10s;
    }
    location / {
      return 404;
    }
  }
}
`;
}
