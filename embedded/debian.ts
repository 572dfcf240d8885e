import { existsSync, readFileSync } from "node:fs";

import { digest } from "./cache.ts";
import { CommandError, run } from "./command.ts";
import { UserError } from "./progress.ts";
import { runApart } from "./apart.ts";

/** The Debian release that nodes and images are made of. */
export const suite = "trixie";

/** Addresses of a Debian archive. */
export interface Mirror {
  main: string;
  /** Security updates. @default - none: the mirror has no archive of them */
  security?: string;
}

/** What a root file system is made of. */
export interface RootFileSystem {
  /** mmdebstrap's word for what comes with the packages: `minbase`, or `extract` for no more. */
  variant: "minbase" | "extract";
  packages: readonly string[];
  /** Shell commands before the packages are unpacked, with the root's path as `$1`. */
  before?: readonly string[];
  /** Shell commands once the packages are there. */
  after?: readonly string[];
}

const leanness = [
  'Acquire::Languages "none"',
  "path-exclude=/usr/lib/cni/*", // the cluster has CNI plugins of its own
  "path-exclude=/usr/share/doc/*",
  "path-exclude=/usr/share/info/*",
  "path-exclude=/usr/share/locale/*",
  "path-exclude=/usr/share/man/*",
];

/** Tells apart root file systems that would come out different. */
export function rootFileSystemDigest(root: RootFileSystem): string {
  return digest([suite, JSON.stringify(leanness), JSON.stringify(root)]);
}

/** Makes a root file system: a folder, or a tar archive when `target` ends in `.tar`. */
export async function makeRoot(
  { variant, packages, before = [], after = [] }: RootFileSystem,
  target: string,
  report: (detail: string) => void,
): Promise<void> {
  const lastHook = variant === "extract" ? "extract-hook" : "customize-hook";
  const options = [
    `--variant=${variant}`,
    `--include=${packages.join(",")}`,
    // A host that is no Debian trusts its own archive alone.
    "--keyring=/usr/share/keyrings/debian-archive-keyring.gpg",
    "--keyring=/etc/apt/trusted.gpg.d",
    ...leanness.map((line) =>
      line.startsWith("path-") ? `--dpkgopt=${line}` : `--aptopt=${line}`,
    ),
    ...before.map((hook) => `--setup-hook=${hook}`),
    ...after.map((hook) => `--${lastHook}=${hook}`),
  ];
  const sources = sourcesOf(await hostMirror());
  const command = ["mmdebstrap", ...options, suite, target, ...sources];
  const onLine = (line: string) => report(line.replace(/^I: /, ""));
  await runApart(command, { env: { TMPDIR: undefined }, onLine }).catch((error: unknown) => {
    throw aptError("Making a Debian root file system failed", error);
  });
}

/** Turns a failure of apt, or of a command that runs it, into a sentence with the remedy. */
export function aptError(what: string, error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const text = error.tail.join("\n");
  const remedy = remedies.find(([pattern]) => pattern.test(text))?.[1];
  if (!remedy) return new UserError(`${what}: ${error.message}`, again);
  const cause = /^E: (.*)$/m.exec(text)?.[1] ?? error.tail.at(-1);
  return new UserError(`${what}: ${cause}`, remedy);
}

const again = "Try again; if it fails at the same place, report it with the lines above.";

const remedies: [RegExp, string][] = [
  [/No space left/i, "Free some disk space, then try again."],
  [/not permitted|are you root|Permission denied/i, "Run it as root."],
  [
    /fetch|resolv|Unable to locate|apt-get update|mirror/i,
    "Check with `apt-get update` that the Debian mirror can be reached, then try again.",
  ],
];

/** The mirror that this machine's apt uses, or the one that SHAKEDOWN_DEBIAN_MIRROR names. */
async function hostMirror(): Promise<Mirror> {
  const named = process.env["SHAKEDOWN_DEBIAN_MIRROR"];
  if (named) return { main: named };
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const format = ["--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"];
  const targets = await run("apt-get", ["indextargets", ...format]).catch(() => "");
  const mirror = mirrorOf(release, targets);
  if (mirror) return mirror;
  throw new UserError(
    "This machine's apt names no Debian mirror to make the cluster's nodes from.",
    "Set SHAKEDOWN_DEBIAN_MIRROR to the address of one.",
  );
}

/**
 * Finds the Debian mirror in apt's own list of what it reads: lines of address, release and
 * component. `osRelease` is the text of /etc/os-release.
 */
export function mirrorOf(osRelease: string, targets: string): Mirror | undefined {
  const codename = /^VERSION_CODENAME="?(\w+)/m.exec(osRelease)?.[1];
  if (!/^ID="?debian"?$/m.test(osRelease) || !codename) return undefined;
  const addressOf = (release: string) =>
    targets
      .split("\n")
      .map((line) => line.split(" "))
      .find(([, name, component]) => name === release && component === "main")?.[0]
      ?.replace(/\/$/, "");
  const main = addressOf(codename);
  const security = addressOf(`${codename}-security`);
  return main === undefined ? undefined : { main, ...(security && { security }) };
}

/** Lines of a sources.list for the release that nodes and images are made of. */
export function sourcesOf({ main, security }: Mirror): string[] {
  return [
    `deb ${main} ${suite} main`,
    `deb ${main} ${suite}-updates main`,
    ...(security ? [`deb ${security} ${suite}-security main`] : []),
  ];
}
