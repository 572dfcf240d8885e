import { createHash } from "node:crypto";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { cached, cacheFolder } from "../cache.ts";
import { run } from "../command.ts";
import { UserError } from "../progress.ts";
import type { Architecture } from "./go.ts";
import { filesInZip } from "./zip.ts";

/** The Go that is fetched when PATH has none or an older one. */
export const fetchedGoVersion = "go1.26.8";

const module = "golang.org/toolchain";
const sha256: Record<Architecture, string> = {
  amd64: "30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7",
  arm64: "02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99",
};

/** Path of the pinned `go` command, fetched from the Go module proxy on first use. */
export async function fetchedGo(
  architecture: Architecture,
  report: (detail: string) => void,
): Promise<string> {
  const entry = join(cacheFolder(), "toolchain", `${fetchedGoVersion}-${architecture}`);
  await cached(entry, (folder) => unpackGo(architecture, folder, report));
  return join(entry, "bin", "go");
}

async function unpackGo(
  architecture: Architecture,
  folder: string,
  report: (detail: string) => void,
): Promise<void> {
  const version = `v0.0.1-${fetchedGoVersion}.linux-${architecture}`;
  const address = `${proxyOf(await proxySetting())}/${module}/@v/${version}.zip`;
  const { url, headers } = withoutCredentials(address);
  report(`fetching ${url}`);
  const archive = await download(url, headers);
  if (createHash("sha256").update(archive).digest("hex") !== sha256[architecture]) {
    throw new UserError(
      `${url} is not the Go that is pinned here.`,
      "Use another module proxy (GOPROXY), or install Go 1.26 or later.",
    );
  }
  report("unpacking Go");
  const prefix = `${module}@${version}/`;
  for (const { name, read } of filesInZip(archive)) {
    const path = join(folder, name.slice(prefix.length));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, read());
    if (/^(bin|pkg\/tool)\//.test(name.slice(prefix.length))) await chmod(path, 0o755);
  }
  // A module holds no nested go.mod: Go's own are stored under another name.
  for (const nested of ["src", "src/cmd", "misc"]) {
    const stored = join(folder, nested, "_go.mod");
    await rename(stored, join(folder, nested, "go.mod")).catch(() => {});
  }
}

/** GOPROXY, or what the Go on PATH has in its place: an old one knows the proxy, too. */
async function proxySetting(): Promise<string> {
  return process.env["GOPROXY"] || (await run("go", ["env", "GOPROXY"]).catch(() => ""));
}

/** The first proxy of a GOPROXY list. */
export function proxyOf(setting: string): string {
  const proxy = setting.split(/[,|\s]/).find((entry) => /^https?:/.test(entry));
  if (proxy) return proxy.replace(/\/$/, "");
  throw new UserError(
    "There is no Go on PATH that is new enough, and no module proxy is known to fetch it from.",
    "Install Go 1.26 or later, or any Go (Debian's golang-go), or set GOPROXY.",
  );
}

/** An address that can be shown, and the header with the credentials that it held. */
export function withoutCredentials(address: string) {
  const url = new URL(address);
  const pair = [url.username, url.password].map(decodeURIComponent).join(":");
  url.username = url.password = "";
  const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  return { url: url.href, headers: pair === ":" ? undefined : { authorization } };
}

async function download(url: string, headers?: Record<string, string>): Promise<Buffer> {
  const failed = (why: string) =>
    new UserError(
      `There is no Go on PATH that is new enough, and fetching it from ${url} failed: ${why}.`,
      "Install Go 1.26 or later, or make a Go module proxy reachable (GOPROXY).",
    );
  const response = await fetch(url, { headers }).catch((error: Error) => {
    throw failed(error.cause instanceof Error ? error.cause.message : error.message);
  });
  if (!response.ok) throw failed(`${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}
