import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";

import { proxyOf, withoutCredentials } from "../../../embedded/toolchain/fetch-go.ts";
import { filesInZip } from "../../../embedded/toolchain/zip.ts";

/** A ZIP archive of one file. */
function zip(name: string, content: string, method: number): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
  const local = Buffer.alloc(30);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]);
}

const contents = (archive: Buffer) =>
  [...filesInZip(archive)].map(({ name, read }) => [name, read().toString()]);

describe("filesInZip", () => {
  it("reads deflated files", () => {
    assert.deepEqual(contents(zip("bin/go", "go go go go", 8)), [["bin/go", "go go go go"]]);
  });

  it("reads stored files", () => {
    assert.deepEqual(contents(zip("VERSION", "go1.26.8", 0)), [["VERSION", "go1.26.8"]]);
  });

  it("leaves out folders", () => {
    assert.deepEqual(contents(zip("bin/", "", 0)), []);
  });

  it("refuses what is no archive", () => {
    assert.throws(() => contents(Buffer.from("<html>")), /not a ZIP archive/);
  });
});

describe("the module proxy", () => {
  it("is the first address in GOPROXY", () => {
    assert.equal(
      proxyOf("direct,https://one.example/go/|https://two.example"),
      "https://one.example/go",
    );
  });

  it("is asked for where no proxy is named", () => {
    assert.throws(() => proxyOf(""), /no module proxy is known/);
    assert.throws(() => proxyOf("off"), /no module proxy is known/);
  });
});

describe("withoutCredentials", () => {
  it("takes a proxy's password out of what is shown, and sends it as a header", () => {
    assert.deepEqual(withoutCredentials("https://me:s%20cret@proxy.example/a.zip"), {
      url: "https://proxy.example/a.zip",
      headers: { authorization: `Basic ${Buffer.from("me:s cret").toString("base64")}` },
    });
  });

  it("leaves other addresses as they are", () => {
    const url = "https://proxy.example/a.zip";
    assert.deepEqual(withoutCredentials(url), { url, headers: undefined });
  });
});
