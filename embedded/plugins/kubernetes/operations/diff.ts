import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { DiffRequest, DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import { job } from "../await/workloads.ts";
import type { Context } from "../context.ts";
import { fromState, toObject } from "../model/checkpoint.ts";
import { contains, differences, parsePath, type PropertyChange } from "../model/diff.ts";
import { isAutonamed, isNamed } from "../model/naming.ts";
import { normalize } from "../model/normalize.ts";
import { annotation, isPatch, prune, type KubeObject } from "../model/objects.ts";
import { replacedBy } from "../model/replacements.ts";
import { decode } from "../model/values.ts";
import { isNamespaced } from "./check.ts";

const IDENTITY = [".metadata.name", ".metadata.namespace"];
const UNREADY = "pulumi.com/replaceUnready";

/** What an update would change, compared with the live values of what the inputs set. */
export async function diff(context: Context, request: DiffRequest): Promise<DiffResponse> {
  const urn = request.getUrn();
  const { inputs, live } = fromState(decode(request.getOlds()));
  const news = normalize(toObject(decode(request.getNews())));
  const olds = normalize(inputs);
  if (context.journal.find(urn)?.name === live.metadata?.name) context.journal.settle(urn);
  const pruned = prune(live, olds);
  await alignIdentity(context, pruned, live, news);

  const { configMapMutable: configMaps, secretMutable: secrets } = context.settings;
  const replacing = isPatch(urn, news.kind) ? IDENTITY : replacedBy(news, { configMaps, secrets });
  const changes = differences(pruned, news, olds, replacing);
  dropIgnored(changes, request.getIgnorechangesList());
  await dropUnknown(context, changes, news);

  const response = new providerPb.DiffResponse();
  const replaces = [...changes].filter(([, change]) => change.replace).map(([path]) => path);
  const unready = await replacesUnready(context, urn, news, live);
  if (unready) replaces.push(unready);
  response.setChanges(
    changes.size > 0 || unready
      ? providerPb.DiffResponse.DiffChanges.DIFF_SOME
      : providerPb.DiffResponse.DiffChanges.DIFF_NONE,
  );
  response.setReplacesList(replaces);
  response.setDeletebeforereplace(replaces.length > 0 && keepsName(news, live));
  describe(response, changes);
  return response;
}

/** Defaults of name and namespace are no difference. */
async function alignIdentity(
  context: Context,
  pruned: any,
  live: KubeObject,
  news: any,
): Promise<void> {
  pruned.metadata ??= {};
  news.metadata ??= {};
  if (await isNamespaced(context, news)) {
    pruned.metadata.namespace ||= live.metadata.namespace || "default";
    news.metadata.namespace ||= "default";
  } else {
    delete pruned.metadata.namespace;
    delete news.metadata.namespace;
  }
  pruned.apiVersion ??= news.apiVersion;
  pruned.kind ??= news.kind;
  delete pruned.metadata.resourceVersion;
  if (news.metadata.name) pruned.metadata.name = live.metadata.name;
}

function dropIgnored(changes: Map<string, PropertyChange>, ignored: string[]): void {
  const outer = ignored.map(parsePath);
  for (const [text, { path }] of changes) {
    if (outer.some((ignore) => contains(ignore, path))) changes.delete(text);
  }
}

/** What the kind has no field for is never in the cluster: that it is missing is no change. */
async function dropUnknown(
  context: Context,
  changes: Map<string, PropertyChange>,
  news: KubeObject,
): Promise<void> {
  const added = [...changes].filter(([, { kind }]) => kind === "add");
  if (added.length === 0) return;
  const { cluster } = await context.tryCluster();
  for (const [text, { path }] of added) {
    if (await cluster?.api.schemas.lacks(news, path)) changes.delete(text);
  }
}

/** A new object cannot stand beside the old one when the user gave both the same name. */
const keepsName = (news: any, live: KubeObject): boolean =>
  isNamed(news) &&
  !isAutonamed(news) &&
  news.metadata.name === live.metadata.name &&
  (news.metadata.namespace ?? "") === (live.metadata.namespace ?? "");

function describe(response: DiffResponse, changes: Map<string, PropertyChange>): void {
  const { Kind } = providerPb.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  const detailed = response.getDetaileddiffMap();
  for (const [path, { kind, replace }] of changes) {
    const property = new providerPb.PropertyDiff();
    property.setKind(kinds[kind][replace ? 1 : 0]);
    property.setInputdiff(kind === "delete");
    detailed.set(path, property);
  }
  response.setHasdetaileddiff(true);
}

async function replacesUnready(
  context: Context,
  urn: string,
  news: any,
  live: KubeObject,
): Promise<string | undefined> {
  if (annotation(news, UNREADY) !== "true") return undefined;
  const { cluster } = await context.tryCluster();
  const skip = (why: string) => context.reporter.log("WARNING", urn, why);
  if (!cluster) return void skip("Cluster is unreachable, skipping replaceUnready check");
  if (news.kind !== "Job") {
    return void skip("replaceUnready annotation is not supported for this resource");
  }
  const now = await cluster.api.get(live).catch(() => undefined);
  const isReady = !now || job.check(now, { list: () => [], quiet: Infinity }).ready;
  return isReady ? undefined : `.metadata.annotations["${UNREADY}"]`;
}
