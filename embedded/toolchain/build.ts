import { readFileSync, readdirSync } from "node:fs";
import { copyFile, symlink } from "node:fs/promises";
import { join } from "node:path";

import { digest } from "../cache.ts";
import { CommandError, run } from "../command.ts";
import { UserError } from "../progress.ts";
import { cgo, compilerFlags } from "./cgo.ts";
import { architecture, type Go } from "./go.ts";
import { type Recipe, recipes, type Tool } from "./recipes.ts";
import { requiredVersion } from "./version.ts";

const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false"];

/** Folder of a tool's Go module. */
export function moduleFolder(tool: Tool): string {
  return join(import.meta.dirname, "go", tool);
}

/** Text of a tool's go.mod. */
export function goModOf(tool: Tool): string {
  return readFileSync(join(moduleFolder(tool), "go.mod"), "utf8");
}

/** The linker's flags: stripped, and with the tool's version set in the variables that show it. */
export function linkerFlags(recipe: Recipe, goMod: string): string {
  const version = recipe.module ? requiredVersion(goMod, recipe.module) : "";
  const stamps = Object.entries(recipe.stamps?.(version) ?? {});
  return ["-s", "-w", ...stamps.flatMap(([name, value]) => ["-X", `${name}=${value}`])].join(" ");
}

/** Tells apart what would come out different: sources, pins, recipe, Go and target. */
export function toolDigest(tool: Tool, goVersion: string): string {
  const folder = moduleFolder(tool);
  const sources = readdirSync(folder).sort();
  const recipe: Recipe = recipes[tool];
  const { binaries, names, headers } = recipe;
  const files = filesOf(recipe, goModOf(tool));
  return digest([
    ...sources.flatMap((name) => [name, readFileSync(join(folder, name))]),
    JSON.stringify({ binaries, names, files, flags, linker: linkerFlags(recipe, goModOf(tool)) }),
    ...(headers ? [...headers, compilerFlags()] : []),
    goVersion,
    architecture(),
  ]);
}

/** The module's own files that come with a tool, by the names they get. */
function filesOf(recipe: Recipe, goMod: string): Record<string, string> | undefined {
  return recipe.module ? recipe.files?.(requiredVersion(goMod, recipe.module)) : undefined;
}

/** Builds every binary of a tool into `folder`, and copies the module's files that go with them. */
export async function build(
  tool: Tool,
  go: Go,
  folder: string,
  report: (detail: string) => void,
): Promise<void> {
  const command = await go.command(report);
  const recipe: Recipe = recipes[tool];
  const env = {
    ...(await cgo(recipe.headers, report)),
    GOARCH: architecture(),
    GOFLAGS: "",
    GOOS: "linux",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
  };
  const ldflags = linkerFlags(recipe, goModOf(tool));
  for (const [binary, source] of Object.entries(recipe.binaries)) {
    const output = join(folder, binary);
    const args = ["build", "-v", ...flags, "-ldflags", ldflags, "-o", output, source];
    const onLine = (line: string) => report(doing(line));
    await run(command, args, { cwd: moduleFolder(tool), env, onLine }).catch((error: unknown) => {
      throw explained(tool, error);
    });
    for (const name of recipe.names?.[binary] ?? []) await symlink(binary, join(folder, name));
  }
  const files = Object.entries(filesOf(recipe, goModOf(tool)) ?? {});
  if (files.length === 0) return;
  const find = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", recipe.module!];
  const module = await run(command, find, { cwd: moduleFolder(tool), env });
  for (const [name, file] of files) await copyFile(join(module.trim(), file), join(folder, name));
}

/** What Go is doing: it names modules as it fetches them, and packages as it compiles them. */
export function doing(line: string): string {
  return line.startsWith("go: ") ? line.slice(4) : `compiling ${line}`;
}

/** What to do about a failed build, read from the last lines that Go wrote. */
export function explained(tool: string, error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const known = remedies.find(([pattern]) => pattern.test(error.tail.join("\n")));
  if (known) {
    const cause = error.tail.findLast((line) => known[0].test(line));
    return new UserError(`Building ${tool} failed: ${cause}`, known[1]);
  }
  const remedy = error.code === undefined ? memory : again;
  return new UserError(`Building ${tool} failed: ${error.message}`, remedy);
}

const memory = "Building takes up to 4 GiB of memory: free some, then try again.";
const again = "Try again; if it fails at the same place, report it with the lines above.";

const remedies: [RegExp, string][] = [
  [
    /no space left on device/,
    "Free some disk space (`go clean -cache` frees what Go keeps), then try again.",
  ],
  [
    /dial tcp|no such host|i\/o timeout|proxyconnect|connection re|TLS|x509|: 50\d /,
    "Check that the Go module proxy can be reached (`go env GOPROXY`), then try again.",
  ],
  [
    /checksum mismatch|SECURITY ERROR/,
    "The module proxy served other sources than the pinned ones: use another GOPROXY.",
  ],
  [/signal: killed|out of memory/, memory],
];
