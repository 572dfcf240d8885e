#!/bin/sh
# Runs a command in a throw-away copy of the root file system ROOT, with the folder WORK as /work.
# Meant for a mount namespace of its own: all mounts end with it.
set -eu
root=$1
work=$2
shift 2

mkdir -p "$work/changes" "$work/overlay" "$work/merged" "$work/storage"
mount -t overlay overlay \
  -o "lowerdir=$root,upperdir=$work/changes,workdir=$work/overlay" "$work/merged"
cd "$work/merged"
mkdir -p work var/lib/containers
mount --bind "$work" work
mount --bind "$work/storage" var/lib/containers
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
rm -f etc/resolv.conf
cat /etc/resolv.conf >etc/resolv.conf
# Buildah looks for this helper even when it only uses the host's network.
mkdir -p usr/libexec/podman
ln -sf /bin/true usr/libexec/podman/netavark
exec chroot . env -u TMPDIR PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
