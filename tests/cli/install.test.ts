import assert from "node:assert/strict";

// @ts-expect-error plain JavaScript: it has to run on Node.js 20
import { explain, fits, reasonToInstall } from "../../cli/install.mjs";

const lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/yaml": { version: "2.9.1", integrity: "sha512-a" },
    "node_modules/c8/node_modules/yargs": { version: "18.0.0", integrity: "sha512-b" },
    "node_modules/other-platform": { version: "1.0.0", integrity: "sha512-c", optional: true },
  },
};
const installed = (changes = {}) => {
  const packages: Record<string, unknown> = { ...lock.packages, ...changes };
  delete packages[""];
  delete packages["node_modules/other-platform"];
  return { packages };
};

describe("bootstrap", () => {
  it("takes the Node.js releases that run TypeScript without a flag", () => {
    const versions = ["20.20.2", "22.17.0", "22.18.0", "23.5.0", "23.6.0", "24.0.0", "v24.9.0"];
    assert.deepEqual(versions.map(fits), [false, false, true, false, true, true, true]);
  });

  it("installs nothing when all that the lock file asks for is there", () => {
    assert.equal(reasonToInstall(lock, installed()), undefined);
  });

  it("installs when npm never finished", () => {
    assert.match(reasonToInstall(lock, undefined), /not installed yet/);
  });

  it("installs when a package is missing, nested ones too", () => {
    const reason = reasonToInstall(
      lock,
      installed({ "node_modules/c8/node_modules/yargs": undefined }),
    );
    assert.equal(reason, "yargs is missing");
  });

  it("installs when the lock file asks for another version", () => {
    const older = { "node_modules/yaml": { version: "2.0.0", integrity: "sha512-z" } };
    assert.match(reasonToInstall(lock, installed(older)), /yaml is 2.0.0, .* asks for 2.9.1/);
  });

  it("puts what npm says into words", () => {
    const problems = {
      "npm error code ENOSPC": "the disk is full",
      "npm error code EUSAGE": "package.json and package-lock.json do not agree",
      "npm error code EAI_AGAIN": "the npm registry cannot be reached",
      "npm error code E403": "the npm registry refuses access",
      "npm error code EINTEGRITY": "a download does not match its checksum in package-lock.json",
      "npm error code EACCES": "node_modules cannot be written",
    };
    for (const [output, problem] of Object.entries(problems)) {
      assert.equal(explain(output).problem, problem);
    }
    assert.equal(explain("boom").problem, "npm ci failed:\nboom");
  });
});
