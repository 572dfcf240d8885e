import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { WorkloadRef } from "../../checks/run/plan.ts";
import { badArgument } from "../shared/errors.ts";
import { identity, identityLabel } from "../shared/identity.ts";
import { type Clients, podsIn, tcp } from "../shared/network.ts";
import { podSpec, probes, resources } from "../shared/pod.ts";
import { disruptionBudget, rolling } from "../shared/rollout.ts";
import { admission, wayTo } from "./network.ts";
import { ports as ollamaPorts } from "./ollama-pod.ts";
import { programContainer, programFiles } from "./program.ts";

/** One language model to ask, in the cluster or outside. */
export interface EndpointSettings {
  name: string;
  /**
   * Address up to and with `/v1`.
   * @default - the stack's own Ollama
   */
  url?: string;
  model: string;
  /**
   * Model that makes embeddings.
   * @default - it makes none
   */
  embeddings?: string;
  /**
   * Name of a Secret in the namespace whose key `api-key` holds the key.
   * @default - none is shown
   */
  keySecret?: string;
}

export interface LlmEndpointArgs {
  namespace: string;
  image: string;
  serviceAccountName: pulumi.Input<string>;
  /** In the order in which they are asked. */
  endpoints: EndpointSettings[];
  /** `host:port` of the stack's own Ollama. @default - it has none */
  ollama?: string;
  /** Longest wait for the first token, and for each next one, before another endpoint is asked. */
  tokenSeconds: number;
  /** Failures in a row after which an endpoint is left alone, and for how long. */
  failures: number;
  pauseSeconds: number;
  replicas: number;
  clients: Clients;
}

export const gatewayPorts = { clients: 8080, watchers: 9464 };

const keys = "/run/secrets/shakedown";

/** One address for several language models: who cannot answer is passed over, and counted. */
export class LlmEndpoint extends pulumi.ComponentResource {
  /** Where clients connect, as `host:port`, and where the metrics are. */
  readonly address: string;
  readonly watchers: string;
  readonly workload: WorkloadRef;
  /** What was declared and which object it became, for a gate to tell one from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: LlmEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:ai:LlmEndpoint", name, args, opts);
    const { namespace, endpoints, ollama, replicas } = args;
    const homeless = endpoints.find(({ url }) => !url && !ollama);
    if (homeless) {
      throw badArgument(this, "endpoints", homeless.name, "a url is needed where no Ollama runs");
    }
    const owned = { parent: this };
    const { metadata: common, selector } = identity(name, "llm-gateway", namespace);
    const metadata = { name: "llm", ...common };
    const program = programFiles(this, name, namespace, ["exporter", "gateway"]);
    const template = {
      metadata: { labels: { ...common.labels, [identityLabel]: "llm" } },
      spec: podOf(args, program, selector),
    };
    const matching = { replicas, selector: { matchLabels: selector }, template };
    const { clients, watchers } = gatewayPorts;
    const policy = {
      ...admission("llm", args.clients, [clients, watchers]),
      policyTypes: ["Ingress", "Egress"],
      egress: waysOut(namespace, endpoints),
    };
    new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: policy }, owned);
    const made = new k8s.apps.v1.Deployment(name, { metadata, spec: rolling(matching) }, owned);
    const open = [
      { name: "clients", port: clients },
      { name: "metrics", port: watchers },
    ];
    // A Service waits for its pods: where they never come up, that would take ten minutes more.
    const service = { metadata, spec: { selector, ports: open } };
    new k8s.core.v1.Service(name, service, { parent: this, dependsOn: made });
    if (replicas > 1) disruptionBudget(name, metadata, { matchLabels: selector }, owned);
    this.address = `llm.${namespace}.svc:${clients}`;
    this.watchers = `llm.${namespace}.svc:${watchers}`;
    this.workload = { kind: "Deployment", namespace, name: "llm" };
    this.declared = pulumi.output({ matching, policy, uid: made.metadata.uid });
    this.registerOutputs({ address: this.address });
  }
}

function podOf(
  args: LlmEndpointArgs,
  program: ReturnType<typeof programFiles>,
  selector: Record<string, string>,
) {
  const { image, serviceAccountName, endpoints, ollama } = args;
  const secret = endpoints.flatMap(({ name, keySecret }) => (keySecret ? { name, keySecret } : []));
  const plain = endpoints.map(({ name, url, model, embeddings, keySecret }) => ({
    ...{ name, model, embeddings, url: url ?? `http://${ollama}/v1` },
    ...(keySecret && { keyFile: `${keys}/${name}` }),
  }));
  const own = programContainer("gateway", image, "gateway/main.ts", {
    ENDPOINTS: JSON.stringify(plain),
    TOKEN_SECONDS: args.tokenSeconds,
    FAILURES: args.failures,
    PAUSE_SECONDS: args.pauseSeconds,
    CLIENTS_PORT: gatewayPorts.clients,
    WATCHERS_PORT: gatewayPorts.watchers,
  });
  const watch = (path: string) => ({ httpGet: { path, port: gatewayPorts.watchers } });
  // A first update makes the namespace: the key comes later, and other endpoints answer until then.
  const sources = secret.map(({ name, keySecret }) => ({
    secret: { name: keySecret, items: [{ key: "api-key", path: name }], optional: true },
  }));
  const mount = { name: "keys", mountPath: keys, readOnly: true };
  return podSpec({
    container: {
      ...own,
      ports: [
        { name: "clients", containerPort: gatewayPorts.clients },
        { name: "metrics", containerPort: gatewayPorts.watchers },
      ],
      ...probes(watch("/healthz"), watch("/readyz"), watch("/healthz")),
      resources: resources({ cpuRequest: "50m", cpuLimit: "500m", memory: "128Mi" }),
      volumeMounts: [...own.volumeMounts, ...(sources.length > 0 ? [mount] : [])],
    },
    volumes: [
      program,
      ...(sources.length > 0 ? [{ name: "keys", projected: { sources, defaultMode: 0o440 } }] : []),
    ],
    ...{ userId: 10202, serviceAccountName, selector },
  });
}

/** Ways to the endpoints, and to nowhere else. */
function waysOut(namespace: string, endpoints: EndpointSettings[]) {
  return endpoints.map(({ url }) => {
    if (url) return wayTo(url);
    return { to: [podsIn(namespace, "ollama")], ports: tcp(ollamaPorts.clients) };
  });
}
