#!/bin/bash
# Starts a node: joins its cgroups, then gives init.sh namespaces of its own. The namespaces and
# all that runs in them end with init.sh, which is their first process.
#   CGROUPS: folders to join, one a line
set -euo pipefail

while read -r cgroup; do
  echo 0 >"$cgroup/cgroup.procs"
done <<<"$CGROUPS"
unset CGROUPS

exec unshare --mount --uts --ipc --net --pid --fork --propagation private \
  bash "$(dirname "$0")/init.sh"
