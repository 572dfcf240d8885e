import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { CheckSpec } from "../../checks/run/plan.ts";
import { ours } from "../shared/identity.ts";
import type { Memory } from "../shared/quantity.ts";
import type { Images } from "../shared/versions.ts";
import { Backend, backendPort } from "./backend.ts";
import { Cache, cachePort } from "./cache.ts";
import { Database, databasePort } from "./database.ts";
import { Frontend, frontendPort } from "./frontend.ts";
import { podsIn, tcp } from "../shared/network.ts";
import type { Size } from "../shared/pod.ts";
import { type Trial, webAppChecks } from "./web-app-checks.ts";

export interface WebAppStackArgs extends Trial {
  /** Namespace that receives the services. */
  namespace: string;
  /** Names of the services' ServiceAccounts. */
  accounts: Record<string, pulumi.Input<string>>;
  /** Where the load comes from: an account in a namespace that has no other pods. */
  loadGenerator: { namespace: string; serviceAccountName: string };
  images: Images;
  frontend: Size & { replicas: number };
  backend: Size & { replicas: number };
  database: Size & { storage: Memory; storageClass?: string };
  cache: Omit<Size, "memory"> & { maxMemory: Memory };
}

/** Frontend, backend, database and cache, each started when what it calls is ready. */
export class WebAppStack extends pulumi.ComponentResource {
  /** Where each service is reached inside the cluster, as `host:port`. */
  readonly addresses: Record<string, pulumi.Output<string>>;
  /** What has to be proved of the stack, in this order. */
  readonly checks: { name: string; spec: CheckSpec }[];
  /** What was declared, for a gate to tell one stack from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: WebAppStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:workloads:WebAppStack", name, args, opts);
    const { namespace, accounts, images, loadGenerator } = args;
    const after = (...first: pulumi.Resource[]) => ({ parent: this, dependsOn: first });
    const common = (service: string) => ({
      namespace,
      serviceAccountName: accounts[service] ?? service,
    });

    const database = new Database(
      `${name}-database`,
      { ...common("database"), image: images.postgres, size: args.database, ...args.database },
      after(),
    );
    const cache = new Cache(
      `${name}-cache`,
      { ...common("cache"), image: images.redis, size: args.cache, ...args.cache },
      after(),
    );
    const backend = new Backend(
      `${name}-backend`,
      {
        ...common("backend"),
        image: images.httpd,
        size: args.backend,
        ...args.backend,
        databasePort,
        cachePort,
      },
      after(database, cache),
    );
    const frontend = new Frontend(
      `${name}-frontend`,
      {
        ...common("frontend"),
        image: images.nginx,
        size: args.frontend,
        replicas: args.frontend.replicas,
        backend: { host: "backend", port: backendPort },
        callers: loadGenerator.namespace,
      },
      after(backend),
    );
    const generated = letLoadOut(name, namespace, loadGenerator.namespace, this);

    const services = { frontend, backend, database, cache };
    this.addresses = mapped(services, ({ service }) => service.address);
    const workloads = Object.values(services).map(({ service }) => service.workload);
    this.checks = webAppChecks({ ...args, workloads });
    this.declared = pulumi.output([
      ...Object.values(services).map(({ service }) => service.declared),
      generated,
    ]);
    this.registerOutputs({ addresses: this.addresses });
  }
}

/** Lets the pods of the load's namespace call the frontend, and returns what it declared. */
function letLoadOut(name: string, namespace: string, from: string, parent: pulumi.Resource) {
  const egress = [{ to: [podsIn(namespace, "frontend")], ports: tcp(frontendPort) }];
  const spec = { podSelector: {}, policyTypes: ["Egress"], egress };
  const metadata = { name: "load-to-frontend", namespace: from, labels: ours };
  new k8s.networking.v1.NetworkPolicy(`${name}-load`, { metadata, spec }, { parent });
  return spec;
}

function mapped<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
