// Decisions of bootstrap.mjs, apart from it so that they can be tested. Runs on Node.js 20.

/** Whether this Node.js runs TypeScript as it is, without a flag. */
export function fits(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * Why the dependencies have to be installed, or undefined if what is there is what the lock file
 * asks for. npm writes `installed` (node_modules/.package-lock.json) last, so a killed
 * installation has none.
 */
export function reasonToInstall(lock, installed) {
  if (!installed) return "dependencies are not installed yet";
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === "" || wanted.optional) continue;
    const found = installed.packages[path];
    if (!found) return `${nameOf(path)} is missing`;
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return `${nameOf(path)} is ${found.version}, package-lock.json asks for ${wanted.version}`;
    }
  }
  return undefined;
}

const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

const known = [
  [
    /ENOSPC|no space left/,
    "the disk is full",
    "Free some space (the dependencies need about 400 MB), then run the command again.",
  ],
  [
    /EUSAGE|can only install packages when|in sync/,
    "package.json and package-lock.json do not agree",
    "Run `npm install`, commit package-lock.json, then run the command again.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET/,
    "the npm registry cannot be reached",
    "Check the network, the proxy settings and `npm config get registry`, then run it again.",
  ],
  [
    /\bE40[13]\b|ENEEDAUTH/,
    "the npm registry refuses access",
    "Log in (`npm login`) or correct the token in ~/.npmrc, then run the command again.",
  ],
  [
    /\bE404\b|ETARGET|ENOVERSIONS/,
    "the npm registry lacks a package that package-lock.json asks for",
    "Check `npm config get registry`: a mirror may be incomplete.",
  ],
  [
    /EINTEGRITY/,
    "a download does not match its checksum in package-lock.json",
    "Run `npm cache clean --force`, then run the command again.",
  ],
  [
    /EACCES|EPERM|EROFS/,
    "node_modules cannot be written",
    "Run the command as the owner of this folder.",
  ],
];

/** What npm's output means, in words: `problem` and `remedy`. */
export function explain(output) {
  const match = known.find(([pattern]) => pattern.test(output));
  if (match) return { problem: match[1], remedy: match[2] };
  const last = output.trim().split("\n").slice(-5).join("\n");
  return { problem: `npm ci failed:\n${last}`, remedy: "Run `npm ci` to see all that it says." };
}
