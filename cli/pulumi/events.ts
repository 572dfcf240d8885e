import * as grpc from "@grpc/grpc-js";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import services from "@pulumi/pulumi/proto/events_grpc_pb.js";
import type { EventRequest } from "@pulumi/pulumi/proto/events_pb.js";
import protobuf from "google-protobuf/google/protobuf/empty_pb.js";

/** A place that the CLI sends its events to, as they happen. */
export interface EventServer {
  /** For `--event-log`. */
  address: string;
  close: () => void;
}

/** Receives the events of Pulumi commands; a command may connect more than once. */
export async function receiveEvents(onEvent: (event: EngineEvent) => void): Promise<EventServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(services.EventsService, {
    streamEvents(
      call: grpc.ServerReadableStream<EventRequest, unknown>,
      callback: grpc.sendUnaryData<unknown>,
    ) {
      call.on("data", (request) => onEvent(JSON.parse(request.getEvent())));
      call.on("end", () => callback(null, new protobuf.Empty()));
      call.on("error", () => {}); // the CLI was killed: its exit code tells
    },
  });
  const credentials = grpc.ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { address: `tcp://127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** A message without the engine's marks for colours. */
export function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
