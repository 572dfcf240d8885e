import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type {
  CheckRequest,
  CheckResponse,
  DiffRequest,
  DiffResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";

import { loadConfig } from "../client/kubeconfig.ts";
import { equal, parseUrn } from "../model/objects.ts";
import { decode, isMap, reveal, UNKNOWN } from "../model/values.ts";

const RENDERING =
  "rendering YAML to a directory is not supported by this plugin: use the official one for it";

/** Refuses a configuration of the provider that cannot work. */
export function checkConfig(request: CheckRequest): CheckResponse {
  const news = reveal(decode(request.getNews()));
  const failures: [property: string, reason: string][] = [];
  if (news.renderYamlToDirectory) failures.push(["renderYamlToDirectory", RENDERING]);
  if (`${news.strictMode}` === "true") {
    if (/^default(_|$)/.test(parseUrn(request.getUrn()).name)) {
      failures.push(["", "strict mode prohibits default provider"]);
    }
    for (const key of ["kubeconfig", "context"]) {
      if (!news[key]) failures.push([key, `strict mode requires Provider "${key}" argument`]);
    }
  }
  const response = new providerPb.CheckResponse().setInputs(request.getNews());
  response.setFailuresList(
    failures.map(([property, reason]) =>
      new providerPb.CheckFailure().setProperty(property).setReason(reason),
    ),
  );
  return response;
}

/** Another cluster means new resources; other settings of the same cluster do not. */
export async function diffConfig(request: DiffRequest): Promise<DiffResponse> {
  const olds = reveal(decode(request.getOlds()));
  const news = reveal(decode(request.getNews()));
  const response = new providerPb.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = providerPb.DiffResponse.DiffChanges;
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !equal(olds[key], news[key]),
  );
  response.setChanges(changed.length ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(changed);
  response.setReplacesList(await replacing(olds, news, changed));
  return response;
}

async function replacing(olds: any, news: any, changed: string[]): Promise<string[]> {
  const identifier = "clusterIdentifier";
  if (changed.includes(identifier)) {
    return olds[identifier] && news[identifier] ? [identifier] : [];
  }
  if (news[identifier]) return [];
  const places = ["kubeconfig", "context", "cluster"].filter((key) => changed.includes(key));
  const unknown = places.find((key) => news[key] === UNKNOWN);
  if (unknown) return [unknown];
  const [before, now] = [await activeCluster(olds), await activeCluster(news)];
  return before && now && !equal(before, now) ? places : [];
}

/** The settings of the cluster that a configuration means, if they can be found. */
async function activeCluster({ kubeconfig, context, cluster }: any): Promise<any> {
  try {
    const text = isMap(kubeconfig) ? JSON.stringify(kubeconfig) : kubeconfig;
    const { config } = await loadConfig(text);
    const named = (list: any[], name: string) => list?.find((entry) => entry.name === name);
    const chosen = named(config.contexts, context || config["current-context"])?.context;
    return named(config.clusters, cluster || chosen?.cluster)?.cluster;
  } catch {
    return undefined;
  }
}
