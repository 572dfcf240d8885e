import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { CheckSpec, TextStore } from "../../checks/run/plan.ts";
import { badArgument } from "../shared/errors.ts";
import { ours } from "../shared/identity.ts";
import { type Clients, pods, podsIn } from "../shared/network.ts";
import type { Images } from "../shared/versions.ts";
import { type LlmTrial, aiChecks, embeds } from "./ai-checks.ts";
import {
  type EndpointSettings,
  LlmEndpoint,
  type LlmEndpointArgs,
  gatewayPorts,
} from "./llm-endpoint.ts";
import { permission, wayTo } from "./network.ts";
import { Ollama, type OllamaArgs } from "./ollama.ts";
import { ports } from "./ollama-pod.ts";
import { type ServiceSettings, serviceChecks } from "./service-checks.ts";

/** Identity of the checks' own client, and name of its account. */
export const llmClient = "llm-client";

export interface OllamaSettings
  extends
    Omit<
      OllamaArgs,
      "namespace" | "images" | "serviceAccountName" | "clients" | "preload" | "size"
    >,
    Pick<OllamaArgs["size"], "cpuRequest" | "cpuLimit" | "memory"> {
  /** @default - all models */
  preload?: string[];
  /** Services beside the checks' own client that may call it, and the gateway. */
  clients: string[];
}

export interface LlmSettings
  extends
    Pick<LlmEndpointArgs, "endpoints" | "replicas" | "tokenSeconds" | "failures" | "pauseSeconds">,
    LlmTrial {}

export interface AiServicesArgs {
  namespace: string;
  images: Images;
  /** Names of the accounts of `ollama` and `llm`. */
  accounts: Record<string, pulumi.Input<string>>;
  ollama: OllamaSettings;
  llm: LlmSettings;
  /** What the stack uses beside, and has to be seen answering. */
  services: ServiceSettings[];
  checks: { timeoutSeconds: number };
  /** Where texts are kept with their vectors. @default - nowhere */
  texts?: TextStore;
  /** Namespace of those who call. */
  clientNamespace: string;
}

/** Services of the stack that keep texts with their vectors, where both are asked for. */
export function textClients({ llm }: { llm: { endpoints: EndpointSettings[] } }): string[] {
  return embeds(llm.endpoints) ? [llmClient] : [];
}

/** Whether a stack with these settings has anything that answers in words. */
export function isAsked(ai: Parameters<typeof hasModels>[0] & { services: unknown[] }) {
  return hasModels(ai) || ai.services.length > 0;
}

const hasModels = (ai: { ollama: { models: string[] }; llm: { endpoints: unknown[] } }) =>
  ai.ollama.models.length > 0 || ai.llm.endpoints.length > 0;

/** What answers in words, and who may ask it. */
export class AiServices extends pulumi.ComponentResource {
  /** Where clients connect, as `host:port`. */
  readonly addresses: Record<string, string>;
  /** What has to be proved of the services, in this order. */
  readonly checks: { name: string; spec: CheckSpec }[];
  /** What was declared, for a gate to tell one stack from another. */
  readonly declared: pulumi.Output<unknown>;

  constructor(name: string, args: AiServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("shakedown:ai:AiServices", name, args, opts);
    const { namespace, images, accounts, clientNamespace, llm } = args;
    const { clients: services, cpuRequest, cpuLimit, memory, preload, ...asked } = args.ollama;
    const { models } = asked;
    const owned = { parent: this };
    const identities = [...new Set([llmClient, ...services])];
    const clients = { namespace: clientNamespace, identities };
    const account = (word: string) => ({ serviceAccountName: accounts[word] ?? word });
    const client = { namespace: clientNamespace, serviceAccountName: llmClient };
    // What is wrong is said before anything is declared.
    const ofServices = serviceChecks(this, args.services, images.node, client);
    const endpoints = llm.endpoints.length > 0 ? llm.endpoints : ownEndpoint(models);
    refuseStrange(this, endpoints, models);

    const ollama =
      models.length > 0
        ? new Ollama(
            `${name}-ollama`,
            {
              ...{ ...asked, ...account("ollama"), namespace, images, clients },
              preload: preload ?? models,
              size: { cpuRequest, cpuLimit, memory },
            },
            owned,
          )
        : undefined;
    const gateway = hasModels(args)
      ? new LlmEndpoint(
          `${name}-llm`,
          {
            ...{ ...llm, ...account("llm"), namespace, endpoints, clients, image: images.node },
            ollama: ollama?.address,
          },
          { parent: this, ...(ollama && { dependsOn: ollama }) },
        )
      : undefined;

    this.addresses = {
      ...(gateway && { llm: gateway.address }),
      ...(ollama && { ollama: ollama.address }),
    };
    const ofModels = gateway
      ? aiChecks(gateway, ollama, {
          ...{ ...llm, endpoints, models, image: images.node, texts: args.texts, client },
          timeoutSeconds: args.checks.timeoutSeconds,
        })
      : [];
    this.checks = [...ofModels, ...ofServices];
    const out = gateway ? letClientsOut(name, clients, namespace, ollama !== undefined, this) : [];
    const ways = args.services.map(({ url }) => wayTo(url));
    if (ways.length > 0) letClientToServices(name, clientNamespace, ways, this);
    this.declared = pulumi.output([ollama?.declared, gateway?.declared, out, ways]);
    this.registerOutputs({ addresses: this.addresses });
  }
}

/** Where nothing else is said, the first model answers. */
const ownEndpoint = ([model = ""]: string[]): EndpointSettings[] => [{ name: "ollama", model }];

/** An endpoint may not want a model of the stack's own Ollama that this one is not to have. */
function refuseStrange(owner: AiServices, endpoints: EndpointSettings[], models: string[]): void {
  if (models.length === 0) return;
  const strange = endpoints
    .filter(({ url }) => !url)
    .flatMap(({ model, embeddings }) => [model, ...(embeddings ? [embeddings] : [])])
    .find((model) => !models.includes(model));
  if (!strange) return;
  const need = `the stack's own Ollama has ${models.join(", ")} (ai.ollama.models)`;
  throw badArgument(owner, "ai.llm.endpoints", strange, need);
}

/** Lets the clients' pods call out to what answers, and returns what it declared. */
function letClientsOut(
  name: string,
  { namespace, identities }: Clients,
  to: string,
  toOllama: boolean,
  parent: pulumi.Resource,
) {
  return identities.map((identity) => {
    const toGateway = permission(
      identity,
      [podsIn(to, "llm")],
      [gatewayPorts.clients, gatewayPorts.watchers],
    );
    const direct = permission(identity, [podsIn(to, "ollama")], [ports.clients, ports.watchers]);
    const egress = [...toGateway.egress, ...(toOllama ? direct.egress : [])];
    const spec = { ...toGateway, egress };
    const metadata = { name: `${identity}-to-ai`, namespace, labels: ours };
    new k8s.networking.v1.NetworkPolicy(`${name}-${identity}`, { metadata, spec }, { parent });
    return spec;
  });
}

/** Lets the checks' own client call services that are not the stack's. */
function letClientToServices(
  name: string,
  namespace: string,
  egress: ReturnType<typeof wayTo>[],
  parent: pulumi.Resource,
) {
  const spec = { ...pods(llmClient), policyTypes: ["Egress"], egress };
  const metadata = { name: `${llmClient}-to-services`, namespace, labels: ours };
  new k8s.networking.v1.NetworkPolicy(`${name}-services`, { metadata, spec }, { parent });
}
