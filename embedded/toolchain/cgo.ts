import { readFileSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";

import { cached, cacheFolder } from "../cache.ts";
import { makeRoot, type RootFileSystem, rootFileSystemDigest } from "../debian.ts";

/** What x86-64-v3 adds to the oldest x86-64: arithmetic on eight numbers at a time. */
const v3 = ["avx2", "bmi2", "f16c", "fma"];

/** The compiler's flags for arithmetic as fast as this machine's processors can do it. */
export function compilerFlags(cpuInfo: string = readFileSync("/proc/cpuinfo", "utf8")): string {
  const known = /^flags\s*:(.*)$/m.exec(cpuInfo)?.[1]?.split(" ") ?? [];
  return v3.every((flag) => known.includes(flag)) ? "-O3 -march=x86-64-v3" : "-O3";
}

/** Go's settings for C: off, or on with the headers of these Debian packages to be found. */
export async function cgo(
  packages: readonly string[] | undefined,
  report: (detail: string) => void,
): Promise<Record<string, string>> {
  if (!packages) return { CGO_ENABLED: "0" };
  const include = await headers(packages, report);
  const flags = compilerFlags();
  return {
    CGO_ENABLED: "1",
    CGO_CFLAGS: flags,
    CGO_CXXFLAGS: flags,
    CGO_CPPFLAGS: `-I${include}`,
    // The image need not have the C++ library of the compiler that built it.
    CGO_LDFLAGS: "-static-libstdc++ -static-libgcc",
  };
}

/** Folder of the headers, under the names by which they are included. */
async function headers(
  packages: readonly string[],
  report: (detail: string) => void,
): Promise<string> {
  const root: RootFileSystem = { variant: "extract", packages };
  const entry = join(cacheFolder(), "toolchain", `headers-${rootFileSystemDigest(root)}`);
  await cached(entry, async (folder) => {
    report(`unpacking ${packages.join(", ")}`);
    await makeRoot(root, join(folder, "root"), report);
    const include = join(folder, "root", "usr", "include");
    // Debian's is alone in no folder of its name.
    await mkdir(join(include, "miniaudio"), { recursive: true });
    await symlink("../miniaudio.h", join(include, "miniaudio", "miniaudio.h"));
  });
  return join(entry, "root", "usr", "include");
}
