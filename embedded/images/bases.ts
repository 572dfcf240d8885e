import type { RootFileSystem } from "../debian.ts";
import type { Group } from "./list.ts";

/** The image that a group's Containerfiles may start from, kept out of the group's archive. */
export interface Base {
  name: string;
  root: RootFileSystem;
}

/** Debian with apt, to install packages in. */
const debian: Base = {
  name: "debian",
  root: {
    variant: "minbase",
    packages: ["ca-certificates"],
    // Packages must not start their services while an image is built.
    after: [
      'printf "#!/bin/sh\\nexit 101\\n" > "$1/usr/sbin/policy-rc.d"',
      'chmod 755 "$1/usr/sbin/policy-rc.d"',
      // apt's own caches would fill every layer.
      'printf "Dir::Cache { pkgcache \\"\\"; srcpkgcache \\"\\"; }\\n" >"$1/etc/apt/apt.conf.d/90lean"',
      'rm -f "$1"/var/cache/apt/*.bin',
    ],
  },
};

/** A base for each group, so that its images share one layer. */
export const bases: Record<Group, Base> = {
  system: {
    name: "network-tools",
    root: {
      variant: "extract",
      packages: ["busybox-static", "ipset", "iptables", "nftables"],
      // Nothing configures what is only extracted: merge /usr, and link the names that
      // Debian's alternatives would.
      before: [
        'for each in bin lib lib64 sbin; do mkdir -p "$1/usr/$each"; ln -s "usr/$each" "$1/$each"; done',
      ],
      after: [
        'for each in iptables ip6tables; do for verb in "" -save -restore; do ' +
          'ln -s xtables-nft-multi "$1/usr/sbin/$each$verb"; done; done',
        'ln -s busybox "$1/usr/bin/sh"',
        'mkdir -p "$1/etc" "$1/run" && : > "$1/run/xtables.lock"',
      ],
    },
  },
  workloads: debian,
  ai: debian,
};
