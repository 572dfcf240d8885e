import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { ServerWritableStream } from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import type {
  InstallDependenciesRequest,
  InstallDependenciesResponse,
} from "@pulumi/pulumi/proto/language_pb.js";

type Call = ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>;

/** Installs what the folder's package.json asks for, with npm, and streams what npm prints. */
export function installDependencies(call: Call): void {
  const directory = call.request.getDirectory();
  const locked = existsSync(join(directory, "package-lock.json"));
  const child = spawn("npm", [locked ? "ci" : "install", "--loglevel=error"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const send = (fill: (message: InstallDependenciesResponse) => void) => {
    const message = new messages.InstallDependenciesResponse();
    fill(message);
    call.write(message);
  };
  const fail = (details: string) => call.emit("error", { code: 2, details });
  child.stdout.on("data", (data) => send((message) => message.setStdout(data)));
  child.stderr.on("data", (data) => send((message) => message.setStderr(data)));
  child.on("error", (error) => fail(`npm does not start: ${error.message}`));
  child.on("close", (code) => (code === 0 ? call.end() : fail(`npm failed with code ${code}`)));
  call.on("cancelled", () => child.kill());
}
