import { credentials } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";

export type Severity = "DEBUG" | "INFO" | "WARNING" | "ERROR";

/** Tells the engine, and so the user, what goes on. */
export interface Reporter {
  /** A line that stays. */
  log(severity: Severity, urn: string, message: string): void;
  /** What a resource waits for now; replaces the line before it. Empty clears it. */
  status(urn: string, message: string): void;
}

/** A reporter for the engine that listens at `address`; silent where there is none. */
export function engineReporter(address: string | undefined): Reporter {
  if (!address) return { log: () => undefined, status: () => undefined };
  const client = new engineGrpc.EngineClient(address, credentials.createInsecure());
  const last = new Map<string, string>();
  const send = (severity: Severity, urn: string, message: string, ephemeral: boolean) => {
    const request = new enginePb.LogRequest();
    request.setSeverity(enginePb.LogSeverity[severity]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    client.log(request, () => undefined);
  };
  return {
    log: (severity, urn, message) => send(severity, urn, message, false),
    status: (urn, message) => {
      if ((last.get(urn) ?? "") === message) return;
      last.set(urn, message);
      send("INFO", urn, message, true);
    },
  };
}
