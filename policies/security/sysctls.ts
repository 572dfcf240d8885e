import { at, listAt } from "../lib/objects.ts";
import { is, unknown } from "../lib/unknown.ts";
import { baselineRule } from "./pss.ts";

const safe = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_notsent_lowat",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_slow_start_after_idle",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
]);

/** Kernel settings outside a pod's namespaces change every pod of the node. */
export const sysctls = baselineRule({
  id: "security-sysctls",
  control: "sysctls",
  severity: "high",
  frameworks: ["MITRE T1611"],
  description: "Pods must set only sysctls that are safe.",
  remediation: "Remove the sysctl from securityContext.sysctls, or set it on the node.",
  decide: (pod, report) => {
    const base = `${pod.specPath}.securityContext.sysctls`;
    const set = listAt(pod.spec, "securityContext", "sysctls");
    if (set === unknown) return report.unknown(base);
    set.forEach((sysctl, index) => {
      const name = at(sysctl, "name");
      report.when(
        is(name, (known) => !safe.has(known)),
        `${base}[${index}].name`,
        `the pod sets the unsafe sysctl ${String(name)}: remove it`,
      );
    });
  },
});
