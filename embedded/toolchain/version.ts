import type { Version } from "./recipes.ts";

/** The first `major.minor[.patch]` in a text such as `go version go1.26.8 linux/amd64`. */
export function versionIn(text: string): Version | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!found) return undefined;
  return [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
}

/** Whether `version` is `least` or later. */
export function isAtLeast(version: Version, least: Version): boolean {
  for (const [index, part] of version.entries()) {
    if (part !== least[index]) return part > least[index]!;
  }
  return true;
}

/** The version of `module` that a go.mod requires. */
export function requiredVersion(goMod: string, module: string): string {
  const line = goMod.split("\n").find((text) => text.includes(`${module} v`));
  const version = / (v\S+)/.exec(line ?? "")?.[1];
  if (!version) throw new Error(`go.mod does not require ${module}`);
  return version;
}

/** The Go version that a go.mod asks for. */
export function goVersionOf(goMod: string): Version {
  const version = versionIn(/^go (\S+)$/m.exec(goMod)?.[1] ?? "");
  if (!version) throw new Error("go.mod does not say which Go it needs");
  return version;
}
