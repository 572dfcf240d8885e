import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** The part of a package.json that is read here. */
export interface Package {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
}

/** A provider plugin that an installed npm package needs. */
export interface RequiredPlugin {
  name: string;
  /** With a leading `v`. */
  version: string;
  server: string;
}

function read(folder: string): Package | undefined {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // not a package that could be loaded either
  }
}

/** Every installed package under `directory`, nested ones too, each folder once. */
export function installed(directory: string, seen = new Set<string>()): Package[] {
  const modules = join(directory, "node_modules");
  if (!existsSync(modules) || seen.has(realpathSync(modules))) return [];
  seen.add(realpathSync(modules));
  const names = readdirSync(modules).filter((name) => !name.startsWith("."));
  const folders = names.flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((sub) => join(name, sub)) : [name],
  );
  return folders.flatMap((folder) => {
    const path = join(modules, folder);
    const own = read(path);
    return [...(own ? [own] : []), ...installed(path, seen)];
  });
}

/** Plugins that the installed packages say they need. */
export function requiredPlugins(packages: Package[]): RequiredPlugin[] {
  return packages
    .filter(({ pulumi }) => pulumi?.resource)
    .map(({ name, version, pulumi }) => ({
      name: pulumi!.name ?? name.replace(/^@pulumi\//, ""),
      version: `v${(pulumi!.version ?? version).replace(/^v/, "")}`,
      server: pulumi!.server ?? "",
    }));
}

/** Installed packages the program names itself, or with `transitive` all of them. */
export function dependencies(directory: string, transitive: boolean): Package[] {
  const own = read(directory);
  const named = new Set(Object.keys({ ...own?.dependencies, ...own?.devDependencies }));
  return installed(directory).filter(({ name }) => transitive || named.has(name));
}
