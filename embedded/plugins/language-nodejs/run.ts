import type { ServerUnaryCall } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import type { RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb.js";

import { type RuntimeOptions, locate, runtime, start, stop } from "./process.ts";

/** With this exit code the SDK says that it has shown the error itself. */
const alreadyShown = 32;

/** Command line of `@pulumi/pulumi/cmd/run`. */
export function runArguments(request: RunRequest, engine: string): string[] {
  const info = request.getInfo()!;
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    parallel: String(request.getParallel()),
  };
  const given = Object.entries(flags).filter(([, value]) => value !== "");
  return [
    ...given.flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
}

/** Configuration as the SDK reads it from its environment: keys as `namespace:config:name`. */
export function configuration(request: RunRequest): Record<string, string> {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    const [namespace, ...name] = key.split(":");
    config[name[0] === "config" ? key : `${namespace}:config:${name.join(":")}`] = value;
  });
  return {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
}

/** What the end of the program means to the engine. */
export function outcome(code: number | null, signal: string | null, lastWords: string) {
  const response = new messages.RunResponse();
  if (code === 0) return response;
  if (code === alreadyShown) {
    response.setBail(true);
    return response;
  }
  const end = code === null ? `was ended by ${signal}` : `exited with non-zero exit code: ${code}`;
  const hint = /heap out of memory/.test(lastWords)
    ? ". It ran out of memory: set NODE_OPTIONS=--max-old-space-size=<MB>"
    : "";
  response.setError(`Program ${end}${hint}`);
  return response;
}

/** Runs the program to its end; the end of the call ends the program. */
export function run(
  request: RunRequest,
  call: ServerUnaryCall<RunRequest, RunResponse>,
  engine: string,
): Promise<RunResponse> {
  const info = request.getInfo()!;
  const directory = info.getProgramDirectory();
  const options = runtime((info.getOptions()?.toJavaScript() ?? {}) as RuntimeOptions);
  const entry = locate("@pulumi/pulumi/cmd/run", directory);
  const child = start([...options.args, entry, ...runArguments(request, engine)], {
    env: { ...process.env, ...options.env, ...configuration(request) },
  });
  call.on("cancelled", () => stop(child));
  let lastWords = "";
  child.stdout!.pipe(process.stdout, { end: false });
  child.stderr!.pipe(process.stderr, { end: false });
  child.stderr!.on("data", (data) => (lastWords = (lastWords + data).slice(-4096)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(outcome(code, signal, lastWords)));
  });
}
