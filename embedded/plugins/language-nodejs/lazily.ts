/**
 * Preloaded into every program. Pulumi's SDK starts by loading a package manager and the
 * TypeScript compiler, which takes longer than all else that it loads, and asks something of them
 * only to serialise functions (dynamic providers) or to compile. Here it gets them when it asks.
 * For each promise it also has a stack written out, with places in the TypeScript sources, and
 * reads it only where a promise never ended. Here that is written when it is read.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire, flushCompileCache, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const heavy = ["@npmcli/arborist", "typescript"];
const sdk = "/node_modules/@pulumi/pulumi/";
const packs = `${sdk}cmd/run-policy-pack/index.js`;
const promises = `${sdk}runtime/debuggable.js`;
/** Modules of the SDK that are loaded with a change, and the change. */
const changes: [string, (source: string) => string][] = [
  [promises, withLateStacks],
  [packs, withoutCompiler],
];
/** Makes the file name of the stand-in, which is on no disk. */
const suffix = ".lazily";

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (!heavy.includes(specifier) || !context.parentURL?.includes(sdk)) return found;
    return { ...found, url: `${found.url}${suffix}`, format: "commonjs" };
  },
  load(url, context, next) {
    // A pack is killed in the end, and compiled code is otherwise kept at a peaceful one.
    if (url.endsWith(packs)) setInterval(flushCompileCache, 1000).unref();
    const [, change] = changes.find(([file]) => url.endsWith(file)) ?? [];
    if (change) {
      const loaded = next(url, context);
      return { ...loaded, source: change(String(loaded.source)) };
    }
    if (!url.endsWith(suffix)) return next(url, context);
    const [here, file] = [import.meta.filename, fileURLToPath(url.slice(0, -suffix.length))];
    const source = `module.exports = require(${quoted(here)}).lazy(${quoted(file)});`;
    return { format: "commonjs", source, shortCircuit: true };
  },
});

/** The module that watches promises, as it is or with stacks that are written when they are read. */
function withLateStacks(source: string): string {
  return source.replaceAll(
    "writable: true, value: new Error().stack",
    "get: ((error) => () => error.stack)(new Error())",
  );
}

/** The start of a policy pack, which takes a compiler though the pack's options want none. */
function withoutCompiler(source: string): string {
  return source.replace(
    "typeScript: !process.versions.bun",
    "typeScript: !!process.env.PULUMI_NODEJS_TYPESCRIPT",
  );
}

const quoted = (text: string) => JSON.stringify(text);

/** What stands for the module in `file`, and loads it when it is asked for more than its version. */
export function lazy(file: string): object {
  let loaded: object | undefined;
  const real = () => (loaded ??= createRequire(file)(file) as object);
  return new Proxy(
    {},
    {
      get(_, name): unknown {
        // The SDK copies all that a module holds, unless it is told that it is an ES module.
        if (!loaded && name === "__esModule") return true;
        if (!loaded && name === "version") return versionOf(file);
        return Reflect.get(real(), name);
      },
      has: (_, name) => Reflect.has(real(), name),
    },
  );
}

function versionOf(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string })
    .version;
}
