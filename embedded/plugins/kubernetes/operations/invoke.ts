import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb.js";

import type { Context } from "../context.ts";
import { parseManifest } from "../model/manifest.ts";
import { decode, encode, reveal } from "../model/values.ts";
import { isNamespaced } from "./check.ts";
import { notSupported } from "./shared.ts";

/** Functions of the provider: the decoding of manifests. Charts need the official plugin. */
export async function invoke(context: Context, request: InvokeRequest): Promise<InvokeResponse> {
  const token = request.getTok();
  if (token !== "kubernetes:yaml:decode") {
    throw notSupported(token);
  }
  const { text, defaultNamespace = "" } = reveal(decode(request.getArgs()));
  if (typeof text !== "string") throw new Error("missing required field 'text' of type string");
  const result = await decodeYaml(context, text, defaultNamespace);
  return new providerPb.InvokeResponse().setReturn(encode({ result }));
}

async function decodeYaml(context: Context, text: string, namespace: string): Promise<any[]> {
  const objects = await parseManifest(text);
  for (const object of namespace ? objects : []) {
    if (object.metadata?.namespace || !(await isNamespaced(context, object))) continue;
    object.metadata = { ...object.metadata, namespace };
  }
  return objects;
}
