import { createRequire } from "node:module";

import * as grpc from "@grpc/grpc-js";

const megabyte = 2 ** 20;

/** An error that the engine shows as it is. */
export function failure(code: grpc.status, details: string): grpc.ServiceError {
  return Object.assign(new Error(details), { code, details, metadata: new grpc.Metadata() });
}

/** Answers a unary call with what `work` resolves to, or with its error. */
export function unary<Request, Response>(
  work: (request: Request, call: grpc.ServerUnaryCall<Request, Response>) => unknown,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => work(call.request, call))
      .then(
        (response) => callback(null, response as Response),
        (error) => callback("code" in error && "details" in error ? error : unknown(error)),
      );
  };
}

const unknown = (error: Error) => failure(grpc.status.UNKNOWN, error.message);

/** The methods of `service`, those that `handlers` lacks answered as not implemented. */
function complete(service: grpc.ServiceDefinition, handlers: grpc.UntypedServiceImplementation) {
  const missing = (name: string) =>
    failure(grpc.status.UNIMPLEMENTED, `${name} is not implemented by this plugin`);
  const names = Object.keys(service);
  return Object.fromEntries(
    names.map((name) => [
      name,
      handlers[name] ??
        ((call: grpc.ServerUnaryCall<unknown, unknown>, callback?: grpc.sendUnaryData<unknown>) =>
          callback ? callback(missing(name)) : call.emit("error", missing(name))),
    ]),
  );
}

/**
 * Serves a Pulumi plugin on a free port of the loopback and prints the port, as the engine
 * expects. Ends with the engine: on a signal, or when the process that started it is gone.
 */
export async function serve(
  service: grpc.ServiceDefinition,
  handlers: grpc.UntypedServiceImplementation,
  cleanUp: () => void = () => {},
): Promise<void> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": 400 * megabyte,
    "grpc.max_send_message_length": 400 * megabyte,
  });
  server.addService(service, complete(service, handlers));
  const end = () => {
    cleanUp();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), 500).unref();

  const credentials = grpc.ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  process.stdout.write(`${port}\n`);
}

/** Version of an npm package that the project depends on. */
export function packageVersion(name: string): string {
  return createRequire(import.meta.url)(`${name}/package.json`).version as string;
}
