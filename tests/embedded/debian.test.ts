import assert from "node:assert/strict";

import { CommandError } from "../../embedded/command.ts";
import { aptError, mirrorOf, sourcesOf } from "../../embedded/debian.ts";
import { missingPackages } from "../../embedded/images/host.ts";
import { UserError } from "../../embedded/progress.ts";

const debian12 = 'NAME="Debian GNU/Linux"\nVERSION_CODENAME=bookworm\nID=debian\n';
const targets = [
  "https://tools.example/apt stable main",
  "https://mirror.example/debian/ bookworm contrib",
  "https://mirror.example/debian/ bookworm main",
  "https://mirror.example/debian/ bookworm-updates main",
  "https://mirror.example/debian-security/ bookworm-security main",
].join("\n");

describe("mirrorOf", () => {
  it("takes the host's own mirror and that of its security updates", () => {
    assert.deepEqual(mirrorOf(debian12, targets), {
      main: "https://mirror.example/debian",
      security: "https://mirror.example/debian-security",
    });
  });

  it("does without security updates where the host has none", () => {
    const [, , main = ""] = targets.split("\n");
    assert.deepEqual(mirrorOf(debian12, main), { main: "https://mirror.example/debian" });
  });

  it("finds none on another distribution", () => {
    const ubuntu = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";
    assert.equal(mirrorOf(ubuntu, "https://mirror.example/ubuntu noble main"), undefined);
  });

  it("finds none where apt reads none", () => {
    assert.equal(mirrorOf(debian12, ""), undefined);
  });
});

describe("sourcesOf", () => {
  it("asks for Debian 13, whatever the host runs", () => {
    assert.deepEqual(sourcesOf({ main: "http://m/debian", security: "http://m/security" }), [
      "deb http://m/debian trixie main",
      "deb http://m/debian trixie-updates main",
      "deb http://m/security trixie-security main",
    ]);
  });
});

describe("missingPackages", () => {
  it("names a compiler and pip only where AI serving is asked for", () => {
    const bare = () => false;
    assert.deepEqual(missingPackages(bare, true), [
      ...missingPackages(bare),
      ...["g++", "python3-pip"],
    ]);
  });

  it("names the packages of what is not there", () => {
    assert.deepEqual(
      missingPackages((path) => path !== "mmdebstrap" && path !== "ip"),
      ["mmdebstrap", "iproute2"],
    );
  });

  it("names none where all is there", () => {
    assert.deepEqual(
      missingPackages(() => true),
      [],
    );
  });
});

describe("aptError", () => {
  const remedyOf = (line: string) => {
    const error = aptError("It failed", new CommandError("apt-get", "ended", 100, [line]));
    assert.ok(error instanceof UserError);
    return error.remedy;
  };

  it("names the first complaint of apt alone when the remedy is known, else all of the end", () => {
    const messageOf = (...lines: string[]) =>
      (aptError("It failed", new CommandError("apt-get", "ended", 100, lines)) as Error).message;

    assert.equal(
      messageOf(
        "Ign:1 x",
        "E: Failed to fetch http://m/x  Could not connect",
        "E: mmdebstrap failed",
      ),
      "It failed: Failed to fetch http://m/x  Could not connect",
    );
    assert.equal(messageOf("a", "dpkg: b"), "It failed: apt-get ended\na\ndpkg: b");
  });

  it("says what to do about it", () => {
    assert.match(remedyOf("E: Failed to fetch http://mirror.example/debian"), /apt-get update/);
    assert.match(remedyOf("No space left on device"), /disk space/);
    assert.match(remedyOf("are you root?"), /as root/);
    assert.match(remedyOf("dpkg: error processing package"), /Try again/);
  });
});
