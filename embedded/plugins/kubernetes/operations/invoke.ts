import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import type { Context } from "../context.ts";
import { decode, encode, reveal } from "../model/values.ts";
import { isNamespaced } from "./check.ts";

/** Functions of the provider: the decoding of manifests. Charts need the official plugin. */
export async function invoke(context: Context, request: InvokeRequest): Promise<InvokeResponse> {
  const token = request.getTok();
  if (token !== "kubernetes:yaml:decode") {
    throw new Error(
      `${token} is not supported by this plugin: Helm charts and Kustomize need the official ` +
        "kubernetes plugin, so run this program where that is installed",
    );
  }
  const { text, defaultNamespace = "" } = reveal(decode(request.getArgs()));
  if (typeof text !== "string") throw new Error("missing required field 'text' of type string");
  const result = await decodeYaml(context, text, defaultNamespace);
  return new providerPb.InvokeResponse().setReturn(encode({ result }));
}

async function decodeYaml(context: Context, text: string, namespace: string): Promise<any[]> {
  const { parseAllDocuments } = await import("yaml");
  const objects: any[] = [];
  for (const document of parseAllDocuments(text) as any[]) {
    if (document.errors?.length) throw new Error(`the manifest is no YAML: ${document.errors[0]}`);
    const object = document.toJS();
    if (!object) continue;
    const isListed = /List$/.test(object.kind ?? "") && Array.isArray(object.items);
    objects.push(...(isListed ? object.items : [object]));
  }
  for (const object of namespace ? objects : []) {
    if (object.metadata?.namespace || !(await isNamespaced(context, object))) continue;
    object.metadata = { ...object.metadata, namespace };
  }
  return objects;
}
