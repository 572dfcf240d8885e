import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const lazily = fileURLToPath(
  new URL("../../../../embedded/plugins/language-nodejs/lazily.ts", import.meta.url),
);

/** What a program prints that has the preload, as JSON. */
async function printed(program: string): Promise<unknown> {
  const args = ["--require", lazily, "--eval", program];
  const cwd = fileURLToPath(new URL("../../../../", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  return JSON.parse(stdout);
}

const sdk = `
  const { runtime } = require("@pulumi/pulumi");
  const { typeScriptRequireStrings } = require("@pulumi/pulumi/tsutils");
  const heavy = (name) => require.resolve(name) in require.cache;
  const loaded = () => [heavy("typescript"), heavy("@npmcli/arborist")];
`;

describe("a program of the language host", function () {
  this.timeout(20_000);

  it("starts without the compiler and the package manager that the SDK asks for", async () => {
    const found = await printed(`${sdk}
      const { typescriptRequire } = typeScriptRequireStrings();
      console.log(JSON.stringify([typescriptRequire, ...loaded()]));`);
    assert.deepEqual(found, ["typescript", false, false]);
  });

  it("loads the compiler when a function is serialised", async () => {
    const [text, compiler] = (await printed(`${sdk}
      const size = 41;
      runtime.serializeFunction(() => size + 1).then(({ text }) =>
        console.log(JSON.stringify([text, loaded()[0]])));`)) as [string, boolean];
    assert.match(text, /size \+ 1/);
    assert.equal(compiler, true);
  });

  it("gets the modules themselves when it asks for them by itself", async () => {
    const found = await printed(`${sdk}
      const ts = require("typescript");
      console.log(JSON.stringify([Object.keys(ts).length > 1000, loaded()[0]]));`);
    assert.deepEqual(found, [true, true]);
  });

  it("has the stack of a promise written when it is read, and not before", async () => {
    const found = await printed(`
      const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
      let written = 0;
      Error.prepareStackTrace = (error) => "stack " + ++written;
      const waiting = Promise.resolve();
      debuggablePromise(waiting, "a context");
      const before = written;
      console.log(JSON.stringify([before, waiting._debugStackTrace]));`);
    assert.deepEqual(found, [0, "stack 1"]);
  });
});
