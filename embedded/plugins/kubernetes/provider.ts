import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb.js";
import type {
  ConfigureRequest,
  ConfigureResponse,
  ProviderHandshakeRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";

import { packageVersion } from "../serve.ts";
import { Context } from "./context.ts";
import { engineReporter, type Reporter } from "./engine.ts";
import { parseUrn } from "./model/objects.ts";
import { readSettings } from "./settings.ts";
import { check } from "./operations/check.ts";
import { checkConfig, diffConfig } from "./operations/config.ts";
import { construct } from "./operations/construct.ts";
import { create } from "./operations/create.ts";
import { remove } from "./operations/delete.ts";
import { diff } from "./operations/diff.ts";
import { invoke } from "./operations/invoke.ts";
import { read } from "./operations/read.ts";
import { Reader } from "./operations/reader.ts";
import { notSupported } from "./operations/shared.ts";
import { update } from "./operations/update.ts";

const PREFIX = "kubernetes:config:";
const RELEASE = "kubernetes:helm.sh/v3:Release";

/** The methods of the ResourceProvider service, each from a request to its answer. */
export class Provider {
  private reporter: Reporter;
  private context: Context | undefined;
  private reader: Reader | undefined;

  constructor(engineAddress: string | undefined) {
    this.reporter = engineReporter(engineAddress);
  }

  handshake(request: ProviderHandshakeRequest) {
    if (request.getEngineAddress()) this.reporter = engineReporter(request.getEngineAddress());
    return new providerPb.ProviderHandshakeResponse()
      .setAcceptSecrets(true)
      .setAcceptResources(false)
      .setAcceptOutputs(false)
      .setSupportsAutonamingConfiguration(true);
  }

  attach(request: PluginAttach) {
    this.reporter = engineReporter(request.getAddress());
    return new emptyPb.Empty();
  }

  getPluginInfo() {
    return new pluginPb.PluginInfo().setVersion(packageVersion("@pulumi/kubernetes"));
  }

  checkConfig = checkConfig;
  diffConfig = diffConfig;

  configure(request: ConfigureRequest): ConfigureResponse {
    const options: Record<string, string> = {};
    request.getVariablesMap().forEach((value: string, key: string) => {
      options[key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key] = value;
    });
    this.context = new Context(readSettings(options, process.env), this.reporter);
    this.reader = new Reader(this.context);
    return new providerPb.ConfigureResponse()
      .setAcceptsecrets(true)
      .setSupportspreview(true)
      .setAcceptresources(false)
      .setAcceptoutputs(false)
      .setSupportsAutonamingConfiguration(true);
  }

  private get configured(): Context {
    if (!this.context) throw new Error("the kubernetes provider is not configured");
    return this.context;
  }

  /** A Helm release is no object: to take it for one would forget it, and leave it running. */
  private for(request: { getUrn(): string }): Context {
    const { type } = parseUrn(request.getUrn());
    if (type === RELEASE) throw notSupported(type);
    return this.configured;
  }

  check = (request: Parameters<typeof check>[1]) => check(this.for(request), request);
  diff = (request: Parameters<typeof diff>[1]) => diff(this.for(request), request);
  create = (request: Parameters<typeof create>[1]) => create(this.for(request), request);
  read = (request: Parameters<typeof read>[2]) => read(this.for(request), this.reader!, request);
  update = (request: Parameters<typeof update>[1]) => update(this.for(request), request);
  construct = (request: Parameters<typeof construct>[1]) => construct(this.configured, request);
  invoke = (request: Parameters<typeof invoke>[1]) => invoke(this.configured, request);

  async delete(request: Parameters<typeof remove>[1]) {
    await remove(this.for(request), request);
    return new emptyPb.Empty();
  }

  cancel() {
    this.context?.cancel();
    return new emptyPb.Empty();
  }

  getMapping() {
    return new providerPb.GetMappingResponse();
  }

  getMappings() {
    return new providerPb.GetMappingsResponse();
  }
}
