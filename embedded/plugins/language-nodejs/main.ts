/** Pulumi's language host for Node.js, for machines that cannot have the official one. */
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import type {
  AboutRequest,
  GetProgramDependenciesRequest,
  GetRequiredPackagesRequest,
  LanguageHandshakeRequest,
  RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import protobuf from "google-protobuf/google/protobuf/empty_pb.js";

import { packageVersion, serve, unary } from "../serve.ts";
import { installDependencies } from "./install.ts";
import { dependencies, installed, requiredPlugins } from "./packages.ts";
import { killAll, stopAll } from "./process.ts";
import { run } from "./run.ts";
import { runPlugin } from "./run-plugin.ts";

let engine = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";

function handshake(request: LanguageHandshakeRequest) {
  engine = request.getEngineAddress() || engine;
  return new messages.LanguageHandshakeResponse();
}

function getPluginInfo() {
  const info = new plugins.PluginInfo();
  info.setVersion(packageVersion("@pulumi/pulumi"));
  return info;
}

function getRequiredPackages(request: GetRequiredPackagesRequest) {
  const found = requiredPlugins(installed(request.getInfo()!.getProgramDirectory()));
  const response = new messages.GetRequiredPackagesResponse();
  response.setPackagesList(
    found.map(({ name, version, server }) => {
      const dependency = new plugins.PackageDependency();
      dependency.setKind("resource");
      dependency.setName(name);
      dependency.setVersion(version);
      dependency.setServer(server);
      return dependency;
    }),
  );
  return response;
}

function getProgramDependencies(request: GetProgramDependenciesRequest) {
  const directory = request.getInfo()!.getProgramDirectory();
  const found = dependencies(directory, request.getTransitivedependencies());
  const response = new messages.GetProgramDependenciesResponse();
  response.setDependenciesList(
    found.map(({ name, version }) => {
      const dependency = new messages.DependencyInfo();
      dependency.setName(name);
      dependency.setVersion(version);
      return dependency;
    }),
  );
  return response;
}

function about(_request: AboutRequest) {
  const response = new messages.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  response.getMetadataMap().set("packagemanager", "npm");
  return response;
}

function cancel() {
  stopAll();
  return new protobuf.Empty();
}

await serve(
  services.LanguageRuntimeService,
  {
    handshake: unary(handshake),
    getPluginInfo: unary(getPluginInfo),
    getRequiredPackages: unary(getRequiredPackages),
    getProgramDependencies: unary(getProgramDependencies),
    about: unary(about),
    runtimeOptionsPrompts: unary(() => new messages.RuntimeOptionsResponse()),
    template: unary(() => new messages.TemplateResponse()),
    run: unary<RunRequest, RunResponse>((request, call) => run(request, call, engine)),
    cancel: unary(cancel),
    installDependencies,
    runPlugin,
  },
  killAll,
);
