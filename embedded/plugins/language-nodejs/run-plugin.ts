import type { ServerWritableStream } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import type { RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb.js";

import { type RuntimeOptions, locate, runtime, start, stop } from "./process.ts";

type Call = ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/**
 * Runs a plugin that is written for Node.js, such as a policy pack, and streams what it prints. A
 * policy pack takes its own folder as working directory and as last argument, others as first.
 */
export function runPlugin(call: Call): void {
  const request = call.request;
  const info = request.getInfo()!;
  const directory = info.getProgramDirectory();
  const analyzer = request.getKind() === "analyzer";
  const options = runtime((info.getOptions()?.toJavaScript() ?? {}) as RuntimeOptions);
  const module = `@pulumi/pulumi/cmd/${analyzer ? "run-policy-pack" : "run-plugin"}`;
  let entry: string;
  try {
    entry = locate(module, directory);
  } catch (error) {
    call.emit("error", { code: 9, details: (error as Error).message });
    return;
  }
  const rest = request.getArgsList();
  const args = analyzer ? [...rest, directory] : [directory, ...rest];
  const child = start([...options.args, entry, ...args], {
    cwd: analyzer ? directory : request.getPwd(),
    env: { ...environment(request.getEnvList()), ...options.env },
  });
  const send = (fill: (message: RunPluginResponse) => void) => {
    const message = new messages.RunPluginResponse();
    fill(message);
    if (!call.cancelled) call.write(message);
  };
  child.stdout!.on("data", (data) => send((message) => message.setStdout(data)));
  child.stderr!.on("data", (data) => send((message) => message.setStderr(data)));
  child.on("error", (error) => call.emit("error", { code: 2, details: error.message }));
  child.on("close", (code) => {
    send((message) => message.setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => stop(child));
}

/** The environment that the engine hands over as `NAME=value`; without one, our own. */
export function environment(list: string[]): NodeJS.ProcessEnv {
  if (list.length === 0) return process.env;
  return Object.fromEntries(
    list.map((entry) => {
      const split = entry.indexOf("=");
      return [entry.slice(0, split), entry.slice(split + 1)];
    }),
  );
}
