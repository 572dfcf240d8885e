import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { CheckRequest, CheckResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import type { Context } from "../context.ts";
import { toInputs, toObject } from "../model/checkpoint.ts";
import { isAutonamed, isGenerateName, isNamed, setAutoname, uniqueName } from "../model/naming.ts";
import { normalize } from "../model/normalize.ts";
import { annotation, isList, isPatch, kindOfType, parseUrn } from "../model/objects.ts";
import { decode, encode, isMap } from "../model/values.ts";

const MANAGED_BY = "app.kubernetes.io/managed-by";

/** The inputs with what the provider adds: a name, a namespace, normal forms. */
export async function check(context: Context, request: CheckRequest): Promise<CheckResponse> {
  const { settings } = context;
  const urn = request.getUrn();
  const response = new providerPb.CheckResponse();
  if (settings.skipUpdateUnreachable && !(await context.tryCluster()).cluster) {
    context.reporter.log("WARNING", urn, "Cluster is unreachable: the resource is skipped");
    return response.setInputs(request.getOlds());
  }
  if (isList(urn)) {
    throw new Error(
      "list resources exist for compatibility with YAML manifests and Helm charts, " +
        "and cannot be created directly. Use the underlying resource type instead",
    );
  }
  const given = decode(request.getNews());
  const object = normalize(toObject(given));
  const olds = toObject(decode(request.getOlds()));
  refuse(settings.serverSideApply, urn, object);
  warn(context, urn, object);
  if (Object.keys(olds).length > 0) adopt(context, urn, object, olds);
  else nameAndLabel(context, request, object);
  if (settings.serverSideApply && isGenerateName(object)) {
    throw new Error(
      "the `.metadata.generateName` field is not supported in Server-Side Apply mode",
    );
  }
  await setNamespace(context, urn, object);
  return response.setInputs(encode(toInputs(object, given)));
}

function refuse(serverSideApply: boolean, urn: string, object: any): void {
  if (!isPatch(urn, object.kind ?? "")) return;
  if (!serverSideApply) {
    throw new Error(
      "patch resources require Server-Side Apply mode, which is enabled using the " +
        "`enableServerSideApply` Provider config",
    );
  }
  if (!isNamed(object)) {
    throw new Error("patch resources require the `.metadata.name` field to be set");
  }
}

const HOOKS =
  "This resource is a Helm hook: it is made as any other, but nothing runs it as a hook. " +
  "PULUMI_K8S_SUPPRESS_HELM_HOOK_WARNINGS=true turns this warning off";

/** Says of a Helm hook that it will not run as one, and of none when told so. */
function warn({ settings, reporter }: Context, urn: string, object: any): void {
  const isHook = annotation(object, "helm.sh/hook") !== "";
  if (isHook && !settings.suppressHelmHookWarnings) reporter.log("WARNING", urn, HOOKS);
}

/** An existing resource keeps the name it was given, and its label only where it has it. */
function adopt(context: Context, urn: string, object: any, olds: any): void {
  if (context.journal.find(urn)?.name === olds.metadata?.name) context.journal.settle(urn);
  if (!isNamed(object) && isAutonamed(olds)) setAutoname(object, olds.metadata.name);
  if (olds.metadata?.labels?.[MANAGED_BY] === "pulumi") label(object);
}

function nameAndLabel(context: Context, request: CheckRequest, object: any): void {
  if (!isNamed(object) && !isGenerateName(object)) {
    setAutoname(object, autoname(context, request, object));
  }
  if (!context.settings.serverSideApply) label(object);
}

function autoname(context: Context, request: CheckRequest, object: any): string {
  const urn = request.getUrn();
  const begun = context.journal.find(urn);
  if (begun?.key.startsWith(`${object.apiVersion}/${object.kind} `)) return begun.name;
  const autonaming = request.getAutonaming();
  if (autonaming) {
    const { PROPOSE, ENFORCE } = providerPb.CheckRequest.AutonamingOptions.Mode;
    const mode = autonaming.getMode();
    if (mode === PROPOSE || mode === ENFORCE) return autonaming.getProposedName();
    throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
  }
  return uniqueName(`${parseUrn(urn).name}-`, request.getRandomseed_asU8());
}

function label(object: any): void {
  object.metadata ??= {};
  if (!isMap(object.metadata)) return;
  object.metadata.labels ??= {};
  if (isMap(object.metadata.labels)) object.metadata.labels[MANAGED_BY] = "pulumi";
}

async function setNamespace(context: Context, urn: string, object: any): Promise<void> {
  if (!isMap(object.metadata) || object.metadata.namespace) return;
  const kind = object.kind ? object : kindOfType(parseUrn(urn).type);
  if (await isNamespaced(context, kind)) object.metadata.namespace = await context.namespace();
}

/** Whether a kind lives in namespaces, as far as the cluster can tell. */
export async function isNamespaced(context: Context, kind: any): Promise<boolean> {
  const { Discovery } = await import("../client/discovery.ts");
  const { cluster } = await context.tryCluster();
  const discovery = cluster?.api.discovery ?? new Discovery(() => Promise.reject(new Error()));
  return discovery.isNamespaced(kind);
}
