import { arch } from "node:os";

import { run } from "../command.ts";
import { fetchedGo, fetchedGoVersion } from "./fetch-go.ts";
import type { Version } from "./recipes.ts";
import { isAtLeast, versionIn } from "./version.ts";

/** Architectures that the cluster can be built for, in Go's words. */
export type Architecture = "amd64" | "arm64";

/** A Go that can build the tools. */
export interface Go {
  /** Such as `go1.26.8`; part of what decides whether a tool must be built anew. */
  version: string;
  /** Path of the `go` command, made available when it is first needed. */
  command: (report: (detail: string) => void) => Promise<string>;
}

/** This machine's architecture in Go's words. */
export function architecture(): Architecture {
  return arch() === "arm64" ? "arm64" : "amd64";
}

/** Go from PATH when it is `least` or later, otherwise a pinned one from the Go module proxy. */
export async function findGo(least: Version): Promise<Go> {
  const output = await run("go", ["version"], { env: { GOTOOLCHAIN: "local" } }).catch(() => "");
  const version = versionIn(output);
  if (version && isAtLeast(version, least)) {
    return { version: `go${version.join(".")}`, command: () => Promise.resolve("go") };
  }
  return { version: fetchedGoVersion, command: (report) => fetchedGo(architecture(), report) };
}
