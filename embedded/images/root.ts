import { existsSync } from "node:fs";
import { join } from "node:path";

import { cached, cacheFolder } from "../cache.ts";
import type { Progress } from "../progress.ts";
import { makeRoot, type RootFileSystem, rootFileSystemDigest } from "../debian.ts";

/** The root file system of every node; images are built in it too. */
const node: RootFileSystem = {
  variant: "minbase",
  packages: [
    ...["buildah", "containerd", "runc", "runit", "tini"],
    ...["conntrack", "ethtool", "iproute2", "ipset", "iptables", "nftables", "socat"],
    ...["ca-certificates", "e2fsprogs", "kmod", "mount", "procps", "util-linux"],
  ],
};

/** Identifies the root file system: what went into it. */
export const rootDigest = rootFileSystemDigest(node);

/** Folder with the root file system of a node, made when it is not in the cache; read-only. */
export async function ensureRoot(progress: Progress): Promise<string> {
  const entry = join(cacheFolder(), "root", rootDigest);
  if (existsSync(entry)) return entry;
  return progress.step("Make the nodes' root file system", (report) =>
    cached(
      entry,
      (folder) => makeRoot(node, folder, report),
      () => report("another run is making it"),
    ),
  );
}
