import { Metadata, status, type ServiceError } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";

import { failure, serve, unary } from "../serve.ts";
import { InitFailedError } from "./operations/shared.ts";
import type { Provider } from "./provider.ts";

const METHODS = [
  ...["handshake", "attach", "getPluginInfo", "checkConfig", "diffConfig", "configure"],
  ...["check", "diff", "create", "read", "update", "delete", "invoke", "cancel"],
  "construct",
  ...["getMapping", "getMappings"],
] as const;

/** Serves a provider to the engine until the engine ends. */
export function serveProvider(provider: Provider): Promise<void> {
  const { ResourceProviderService } = providerGrpc as any;
  const handlers = METHODS.map((name) => {
    const work = (request: unknown) => answer(provider, name, request);
    return [name, unary(work)] as const;
  });
  return serve(ResourceProviderService, Object.fromEntries(handlers), () => provider.cancel());
}

async function answer(provider: any, name: string, request: unknown): Promise<unknown> {
  try {
    return await provider[name](request);
  } catch (error) {
    throw toServiceError(error as Error);
  }
}

/** An error as gRPC carries it; of an object that is not ready with the object's state. */
function toServiceError(error: Error): ServiceError {
  const service = failure(status.UNKNOWN, error.message);
  if (!(error instanceof InitFailedError)) return service;
  const detail = new providerPb.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(error.state)
    .setInputs(error.inputs)
    .setReasonsList(error.reasons);
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const full = new statusPb.Status();
  full.setCode(status.UNKNOWN);
  full.setMessage(error.message);
  full.addDetails(any);
  service.metadata = new Metadata();
  service.metadata.set("grpc-status-details-bin", Buffer.from(full.serializeBinary()));
  return service;
}
