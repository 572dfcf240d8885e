import { globSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** The modules of the policies and of their tests, by URL, with what imports them. */
export interface Imports {
  specs: readonly string[];
  /** Texts by URL. */
  texts: ReadonlyMap<string, string>;
  /** The module and all that import it, directly or through others. */
  dependents(url: string): ReadonlySet<string>;
  /** Whether one module names the other in an import of its own. */
  imports(url: string, imported: string): boolean;
}

const statement = /^(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"/gms;

/** Reads who imports whom. */
export function readImports(): Imports {
  const files = globSync(["policies/**/*.ts", "tests/policies/**/*.ts"]);
  const texts = new Map(files.map((file) => [urlOf(file), readFileSync(file, "utf8")]));
  const importers = new Map<string, Set<string>>();
  for (const [url, text] of texts) {
    for (const [, path] of text.matchAll(statement)) {
      const imported = new URL(path!, url).href;
      importers.set(imported, (importers.get(imported) ?? new Set()).add(url));
    }
  }
  const specs = files.filter((file) => file.endsWith(".test.ts")).map(urlOf);
  return {
    specs,
    texts,
    imports: (url, imported) => importers.get(imported)?.has(url) ?? false,
    dependents: (url) => {
      const found = new Set([url]);
      for (const one of found) for (const importer of importers.get(one) ?? []) found.add(importer);
      return found;
    },
  };
}

export const urlOf = (file: string) => pathToFileURL(file).href;
