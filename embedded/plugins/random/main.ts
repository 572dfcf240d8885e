/** Pulumi's random plugin, for machines that cannot have the official one. */
import type {
  CheckRequest,
  CreateRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";

import { packageVersion, serve, unary } from "../serve.ts";
import { adopt, check, create, diff, inputsOf, kindOf, plain } from "./provider.ts";
import type { Values } from "./resources.ts";

const values = (given?: Struct): Values => (given?.toJavaScript() ?? {}) as Values;
const wire = (given: Values) =>
  struct.Struct.fromJavaScript(given as { [key: string]: JavaScriptValue });
const typeOf = (urn: string) => urn.split("::")[2]!.split("$").at(-1)!;
const kind = (request: { getUrn(): string }) => kindOf(typeOf(request.getUrn()));

function checkConfig(request: CheckRequest) {
  const response = new messages.CheckResponse();
  response.setInputs(request.getNews());
  return response;
}

function configure() {
  const response = new messages.ConfigureResponse();
  // The engine itself marks outputs secret whose input of the same name was secret.
  response.setAcceptsecrets(false);
  response.setSupportspreview(true);
  return response;
}

function checkInputs(request: CheckRequest) {
  const news = values(request.getNews());
  const response = new messages.CheckResponse();
  response.setInputs(wire(news));
  response.setFailuresList(
    check(kind(request), plain(news)).map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(`${property} ${reason}`);
      return failure;
    }),
  );
  return response;
}

function diffInputs(request: DiffRequest) {
  const old = plain(values(request.getOlds()));
  const changed = diff(kind(request), old, plain(values(request.getNews())));
  const { DiffChanges } = messages.DiffResponse;
  const response = new messages.DiffResponse();
  response.setChanges(changed.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setDiffsList(changed);
  response.setReplacesList(changed);
  response.setHasdetaileddiff(true);
  const { ADD_REPLACE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  for (const name of changed) {
    const detail = new messages.PropertyDiff();
    detail.setKind(name in old ? UPDATE_REPLACE : ADD_REPLACE);
    response.getDetaileddiffMap().set(name, detail);
  }
  return response;
}

function createOne(request: CreateRequest) {
  const state = create(kind(request), plain(values(request.getProperties())), request.getPreview());
  const response = new messages.CreateResponse();
  response.setId(state.id);
  response.setProperties(wire(state));
  return response;
}

/** Nothing outside the state can have changed; only an import has to be worked out. */
function read(request: ReadRequest) {
  const known = request.getProperties();
  const response = new messages.ReadResponse();
  response.setId(request.getId());
  response.setProperties(known);
  response.setInputs(request.getInputs());
  if (known && known.getFieldsMap().getLength() > 0) return response;
  const state = adopt(kind(request), request.getId());
  response.setId(state.id);
  response.setProperties(wire(state));
  response.setInputs(wire(inputsOf(kind(request), state)));
  return response;
}

/** Reached only by changes that mean nothing, such as empty keepers. */
function update(request: UpdateRequest) {
  const response = new messages.UpdateResponse();
  response.setProperties(wire({ ...values(request.getOlds()), ...values(request.getNews()) }));
  return response;
}

function getPluginInfo() {
  const info = new plugins.PluginInfo();
  info.setVersion(packageVersion("@pulumi/random"));
  return info;
}

function unchangedConfig() {
  const response = new messages.DiffResponse();
  response.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE);
  return response;
}

const nothing = unary(() => new empty.Empty());

await serve(services.ResourceProviderService, {
  checkConfig: unary(checkConfig),
  diffConfig: unary(unchangedConfig),
  configure: unary(configure),
  check: unary(checkInputs),
  diff: unary(diffInputs),
  create: unary(createOne),
  read: unary(read),
  update: unary(update),
  delete: nothing,
  cancel: nothing,
  attach: nothing,
  getPluginInfo: unary(getPluginInfo),
});
