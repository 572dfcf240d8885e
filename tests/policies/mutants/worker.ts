import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { getHeapStatistics } from "node:v8";

import Mocha from "mocha";

/** Specs to run, the likeliest to fail first, with one file's text replaced. */
export interface Order {
  /** URL of the file to mutate and its text; without one the specs run on what is there. */
  mutated?: { url: string; text: string };
  /** URLs of the modules to load anew: the file, and all that import it. */
  stale: ReadonlySet<string>;
  specs: readonly string[];
}

export interface Answer {
  /** The spec that failed; the rest did not run. */
  failed?: string;
  /** Milliseconds that each spec took, with what it loads. */
  took: ReadonlyMap<string, number>;
  /** Loaded modules are never forgotten: this process should be replaced. */
  full: boolean;
}

const mark = "?mutant=";
let order: Order = { stale: new Set(), specs: [] };
let version = 0;

/** Sources without their types, by URL. */
const sources = new Map<string, string>();

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    if (!order.stale.has(resolved.url)) return resolved;
    return { ...resolved, url: `${resolved.url}${mark}${version}` };
  },
  load(url, context, next) {
    const [plain = url, mutant] = url.split(mark);
    if (mutant === undefined) return next(url, context);
    return { format: "module", shortCircuit: true, source: sourceOf(plain) };
  },
});

function sourceOf(url: string): string {
  if (url === order.mutated?.url) return stripTypeScriptTypes(order.mutated.text);
  let source = sources.get(url);
  if (source === undefined) {
    source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8"));
    sources.set(url, source);
  }
  return source;
}

/** Runs the specs up to the first that fails. */
async function answer(): Promise<Answer> {
  const took = new Map<string, number>();
  let failed: string | undefined;
  for (const spec of order.specs) {
    const started = performance.now();
    const passed = await passes(spec);
    took.set(spec, performance.now() - started);
    if (!passed) {
      failed = spec;
      break;
    }
  }
  const { used_heap_size: used } = getHeapStatistics();
  return { took, full: used > 600e6, ...(failed === undefined ? {} : { failed }) };
}

async function passes(spec: string): Promise<boolean> {
  const mocha = new Mocha({ bail: true, timeout: 30_000, reporter: class Silent {} as any });
  try {
    mocha.suite.emit("pre-require", globalThis, spec, mocha);
    await import(spec);
    return await new Promise((resolve) => mocha.run((failures) => resolve(failures === 0)));
  } catch {
    return false; // what cannot even be loaded is noticed
  } finally {
    mocha.dispose();
  }
}

process.on("message", (next: Order) => {
  order = next;
  version++;
  void answer().then((result) => process.send!(result));
});
process.on("disconnect", () => process.exit());
