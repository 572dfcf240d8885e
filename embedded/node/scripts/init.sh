#!/bin/bash
# Makes the root file system of a node, enters it and hands over to the supervisor.
#   ROOT: shared root file system, stays as it is    STATE: folder of what outlives the node
#   FILES: files laid over the root    BIN: folder of Kubernetes programs    CNI: plugins
#   NODE: host name    PAUSE: image of a pod's first container
#   PODS: range of the pods of this node    CGROUP: parent of its pods' cgroups
set -euo pipefail

# Only the declared folders outlive a node; the rest of its root is new at each start.
rm -rf "$STATE/root"
mkdir -p "$STATE/root/"{upper,work,merged}
root=$STATE/root/merged
layers=lowerdir=$ROOT,upperdir=$STATE/root/upper,workdir=$STATE/root/work
mount -t overlay node -o "$layers" "$root"
cd "$root"
cp -r "$FILES/." .

# Containers, etcd and volumes are kept on the real file system: overlays do not stack.
while read -r kept path; do
  mkdir -p "$STATE/$kept" ".$path"
  mount --bind "$STATE/$kept" ".$path"
done <<E_KEPT
kubernetes /etc/kubernetes
containerd /var/lib/containerd
kubelet /var/lib/kubelet
etcd /var/lib/etcd
volumes /var/lib/volumes
log /var/log
E_KEPT

read_only() {
  mkdir -p ".$2"
  mount --bind "$1" ".$2"
  mount -o remount,bind,ro ".$2"
}
read_only "$CNI" /opt/cni/bin
read_only "$BIN" "/opt/$(basename "$BIN")"
if [ -d /lib/modules ]; then read_only /lib/modules /lib/modules; fi

mount -t proc proc proc
mount -t sysfs sysfs sys
mount --rbind /sys/fs/cgroup sys/fs/cgroup
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=755 dev dev
mkdir -p dev/{pts,shm,mqueue,net} var/lib/cni run/lock
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
mount -t mqueue mqueue dev/mqueue
mount -t tmpfs -o mode=755 leases var/lib/cni # leases of a node that ended would never come back
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
while read -r name major minor; do
  mknod -m 666 "dev/$name" c "$major" "$minor"
done <<E_DEVICES
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
fuse 10 229
net/tun 10 200
E_DEVICES
mknod -m 600 dev/kmsg c 1 11

# The kubelet wants these settings of the whole machine: it reads what it wants, the machine keeps
# its own.
while read -r setting value; do
  [ -e "proc/sys/$setting" ] || continue
  file=run/$(basename "$setting")
  echo "$value" >"$file"
  mount --bind "$file" "proc/sys/$setting"
done <<E_SETTINGS
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
E_SETTINGS
cat /proc/sys/kernel/random/uuid >run/boot_id # a restarted node is known by it
mount --bind run/boot_id proc/sys/kernel/random/boot_id

echo "$NODE" >etc/hostname
hostname "$NODE"
printf '127.0.0.1 localhost\n::1 localhost\n' >etc/hosts
: >etc/resolv.conf # no way out, so no resolver
sed -i "s|@PAUSE@|$PAUSE|" etc/containerd/config.toml
sed -i "s|@PODS@|$PODS|" etc/cni/net.d/10-pods.conflist
[ -s "$STATE/machine-id" ] || tr -d - </proc/sys/kernel/random/uuid >"$STATE/machine-id"
cp "$STATE/machine-id" etc/machine-id
echo 1 >/proc/sys/net/ipv4/ip_forward
# A node says at most once a second that a Service has no pods; whoever asks in between waits for a second or more.
echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then
  echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
fi
ip link set lo up

mkdir -p .host
pivot_root . .host
cd /
umount -l /.host
rmdir /.host
mount --make-rshared /
exec env -i PATH="/opt/$(basename "$BIN"):/usr/sbin:/usr/bin:/sbin:/bin" CGROUP="$CGROUP" HOME=/root TERM=linux \
  tini -g -- runsvdir -P /etc/supervised </dev/null >>/var/log/supervisor.log 2>&1
