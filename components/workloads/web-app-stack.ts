import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { CheckSpec, LoadSpec } from "../../checks/run/plan.ts";
import type { CacheRef } from "../shared/cache.ts";
import { ours } from "../shared/identity.ts";
import type { Memory } from "../shared/quantity.ts";
import type { Images } from "../shared/versions.ts";
import { Backend, backendPort } from "./backend.ts";
import { Database, databasePort } from "./database.ts";
import { Frontend, frontendPort } from "./frontend.ts";
import { podsIn, tcp } from "../shared/network.ts";
import type { Size } from "../shared/pod.ts";
import { type Trial, loadOf, webAppChecks } from "./web-app-checks.ts";

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
  /** The cache that the backend may call; it has to be there before the stack. */
  cache: CacheRef;
}

/** Frontend, backend and database, each started when what it calls is ready. */
export class WebAppStack extends pulumi.ComponentResource {
  /** Where each service is reached inside the cluster, as `host:port`. */
  readonly addresses: Record<string, pulumi.Output<string>>;
  /** What has to be proved of the stack, in this order. */
  readonly checks: { name: string; spec: CheckSpec }[];
  /** How the stack is put under load. */
  readonly load: LoadSpec;
  /** What was declared, for a gate to tell one stack from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: WebAppStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:workloads:WebAppStack", name, args, opts);
    const { namespace, accounts, images, loadGenerator, cache } = args;
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
    const backend = new Backend(
      `${name}-backend`,
      {
        ...common("backend"),
        image: images.httpd,
        size: args.backend,
        ...args.backend,
        databasePort,
        cache,
      },
      after(database),
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

    const services = { frontend, backend, database };
    this.addresses = mapped(services, ({ service }) => service.address);
    const own = Object.values(services).map(({ service }) => service.workload);
    this.checks = webAppChecks({ ...args, workloads: [...own, cache.workload] });
    this.load = loadOf(args);
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
