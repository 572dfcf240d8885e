import { credentials } from "@grpc/grpc-js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import type {
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";

import { packageVersion } from "../serve.ts";
import { encode } from "./model/values.ts";

/** A resource as the engine knows it; without an id in a preview. */
export interface Registered {
  urn: string;
  id: string;
}

export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, any>;
  parent: string;
  /** Reference of the provider. @default - empty: the default one */
  provider: string;
  dependencies: string[];
}

/** The engine's register of resources, as a program sees it. */
export class Monitor {
  private readonly client: any;

  constructor(address: string) {
    this.client = new resourceGrpc.ResourceMonitorClient(address, credentials.createInsecure());
  }

  /** Registers the component that the engine asks to construct. */
  component(request: ConstructRequest): Promise<Registered> {
    const registration = new resourcePb.RegisterResourceRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setCustom(false)
      .setObject(encode({}))
      .setDependenciesList(request.getDependenciesList())
      .setAliasesList(request.getAliasesList())
      .setAliasspecs(true)
      .setIgnorechangesList(request.getIgnorechangesList())
      .setReplaceonchangesList(request.getReplaceonchangesList())
      .setDeletedwith(request.getDeletedwith());
    if (request.getProtect() !== undefined) registration.setProtect(request.getProtect()!);
    const retains = request.getRetainondelete();
    if (retains !== undefined) registration.setRetainondelete(retains);
    request
      .getProvidersMap()
      .forEach((provider: string, name: string) =>
        registration.getProvidersMap().set(name, provider),
      );
    return this.register(registration);
  }

  resource(given: Registration): Promise<Registered> {
    return this.register(
      new resourcePb.RegisterResourceRequest()
        .setType(given.type)
        .setName(given.name)
        .setParent(given.parent)
        .setCustom(true)
        .setObject(encode(given.inputs))
        .setProvider(given.provider)
        .setVersion(packageVersion("@pulumi/kubernetes"))
        .setDependenciesList(given.dependencies),
    );
  }

  private register(request: RegisterResourceRequest): Promise<Registered> {
    request
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSupportspartialvalues(true)
      .setSupportsresultreporting(true);
    return new Promise((resolve, reject) =>
      this.client.registerResource(request, (error: any, answer: RegisterResourceResponse) => {
        if (error) return reject(new Error(error.details ?? error.message));
        if (answer.getResult() === resourcePb.Result.SUCCESS) {
          return resolve({ urn: answer.getUrn(), id: answer.getId() });
        }
        reject(new Error(`${request.getName()} could not be made, and with it what holds it`));
      }),
    );
  }

  close(): void {
    this.client.close();
  }
}
