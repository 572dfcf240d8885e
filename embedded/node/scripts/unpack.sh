#!/bin/bash
# Unpacks image archives (the arguments) into WORK/seed, a folder that a containerd can start from.
#   ROOT: shared root file system with containerd
set -euo pipefail

mkdir "$WORK"/{seed,upper,work,merged}
root=$WORK/merged
mount -t overlay seed -o "lowerdir=$ROOT,upperdir=$WORK/upper,workdir=$WORK/work" "$root"
mkdir -p "$root"/{var/lib/containerd,proc,dev,run}
mount --bind "$WORK/seed" "$root/var/lib/containerd"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs run "$root/run"

chroot "$root" containerd --log-level error >&2 &
containerd=$!
until [ -S "$root/run/containerd/containerd.sock" ]; do
  kill -0 "$containerd"
  sleep 0.05
done
for archive in "$@"; do
  chroot "$root" ctr --namespace k8s.io images import --local - <"$archive"
done
kill -TERM "$containerd"
wait "$containerd" || true
umount --lazy "$root"
rm -rf "$WORK"/{upper,work,merged} "$WORK"/seed/{io.containerd.grpc.v1.introspection,tmpmounts}
sync --file-system "$WORK"
