import assert from "node:assert/strict";

import { cgo, compilerFlags } from "../../../embedded/toolchain/cgo.ts";

const cpu = (flags: string) => `processor : 0\nflags\t\t: fpu ${flags} vme\n`;

describe("compilerFlags", () => {
  it("use wide arithmetic where every part of it is there", () => {
    assert.equal(compilerFlags(cpu("avx2 bmi2 f16c fma")), "-O3 -march=x86-64-v3");
  });

  it("use what every processor has where a part is missing or unknown", () => {
    assert.equal(compilerFlags(cpu("avx2 bmi2 fma")), "-O3");
    assert.equal(compilerFlags("Features : fp asimd\n"), "-O3");
  });
});

describe("cgo", () => {
  it("is off for a tool without C", async () => {
    assert.deepEqual(await cgo(undefined, () => {}), { CGO_ENABLED: "0" });
  });
});
