#!/bin/bash
# Names what the kernel lacks for a node, one feature a line. Runs in namespaces of its own that
# end with it.
#   ROOT: shared root file system with the tools
set -u

missing() { echo "$1"; }
try() {
  local feature=$1
  shift
  "$@" >/dev/null 2>&1 || missing "$feature"
}
# What lies in a module and is not loaded yet.
for module in overlay bridge veth br_netfilter nf_tables ip_set ip_set_hash_ip nft_compat; do
  modprobe --quiet "$module" 2>/dev/null
done

in_root() { chroot "$ROOT" "$@"; }
mount -t tmpfs probe /mnt && mkdir -p /mnt/{lower,upper,work,merged}
try "overlay file systems (CONFIG_OVERLAY_FS)" mount -t overlay probe \
  -o lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work /mnt/merged
try "bridges (CONFIG_BRIDGE)" ip link add probe0 type bridge
try "veth pairs (CONFIG_VETH)" ip link add probe1 type veth peer name probe2
try "nftables (CONFIG_NF_TABLES)" in_root nft add table ip probe
try "nftables NAT (CONFIG_NFT_NAT)" in_root nft \
  'add chain ip probe nat { type nat hook postrouting priority 100; }; add rule ip probe nat masquerade'
try "iptables rules on nftables (CONFIG_NFT_COMPAT)" in_root iptables -A FORWARD \
  -m comment --comment probe -m conntrack --ctstate ESTABLISHED -j ACCEPT
try "IP sets (CONFIG_IP_SET_HASH_IP)" in_root ipset create probe hash:ip timeout 0
try "iptables matches of IP sets (CONFIG_NETFILTER_XT_SET)" in_root iptables -A FORWARD \
  -m set --match-set probe src -j ACCEPT
try "filtering of bridged packets (CONFIG_BRIDGE_NETFILTER)" \
  test -e /proc/sys/net/bridge/bridge-nf-call-iptables
for controller in cpu cpuset memory pids; do
  grep -q "^$controller[[:space:]]" /proc/cgroups || missing "the cgroup controller $controller"
done
exit 0
