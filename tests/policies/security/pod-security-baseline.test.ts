import { appArmor } from "../../../policies/security/app-armor.ts";
import { capabilities } from "../../../policies/security/capabilities.ts";
import { hostNamespaces } from "../../../policies/security/host-namespaces.ts";
import { hostPathVolumes } from "../../../policies/security/host-path-volumes.ts";
import { hostPorts } from "../../../policies/security/host-ports.ts";
import { hostProbes } from "../../../policies/security/host-probes.ts";
import { privileged } from "../../../policies/security/privileged.ts";
import { procMount } from "../../../policies/security/proc-mount.ts";
import { seLinux } from "../../../policies/security/se-linux.ts";
import { seccomp } from "../../../policies/security/seccomp.ts";
import { sysctls } from "../../../policies/security/sysctls.ts";
import { windowsHostProcess } from "../../../policies/security/windows-host-process.ts";
import { allows, cannotDecide, denies, podCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const secured = (securityContext: object, name = "app") => ({ name, securityContext });
const lists = ["containers", "initContainers", "ephemeralContainers"];

podCases(privileged, [
  allows("a container that says nothing", { containers: [{ name: "app" }] }),
  allows("an explicit false", { containers: [secured({ privileged: false })] }),
  ...lists.map((list) =>
    denies(`it in ${list}`, { [list]: [{ name: "a" }, secured({ privileged: true })] }, [
      `${list}[1].securityContext.privileged`,
    ]),
  ),
  cannotDecide("an unknown value", { containers: [secured({ privileged: unknownMark })] }, [
    "containers[0].securityContext.privileged",
  ]),
  cannotDecide("unknown containers", { containers: unknownMark }, ["containers"]),
  cannotDecide("an unknown container", { containers: [unknownMark] }, ["containers[0]"]),
  cannotDecide("an unknown pod", { spec: unknownMark }, ["spec"]),
  allows("an unrelated unknown", { containers: [{ name: "app", image: unknownMark }] }),
  denies(
    "an offence beside an unknown",
    { containers: [unknownMark, secured({ privileged: true })] },
    ["containers[1].securityContext.privileged"],
  ),
]);

podCases(hostNamespaces, [
  allows("a pod that says nothing", { containers: [] }),
  allows("explicit false", { hostNetwork: false, hostPID: false, hostIPC: false }),
  denies("each of them", { hostNetwork: true, hostPID: true, hostIPC: true }, [
    "hostNetwork",
    "hostPID",
    "hostIPC",
  ]),
  cannotDecide("an unknown value", { hostPID: unknownMark }, ["hostPID"]),
]);

const adds = (...add: string[]) => ({ containers: [secured({ capabilities: { add } })] });
podCases(capabilities, [
  allows("none", { containers: [{ name: "app" }] }),
  allows(
    "every capability of the baseline list",
    adds(
      ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD"],
      ...["NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
    ),
  ),
  ...["SYS_ADMIN", "NET_RAW", "ALL", "CAP_CHOWN", "chown"].map((name) =>
    denies(name, adds("CHOWN", name), ["containers[0].securityContext.capabilities.add"]),
  ),
  cannotDecide("an unknown capability", adds("CHOWN", unknownMark), [
    "containers[0].securityContext.capabilities.add",
  ]),
  denies("a bad one beside an unknown one", adds(unknownMark, "SYS_ADMIN"), [
    "containers[0].securityContext.capabilities.add",
  ]),
  cannotDecide(
    "an unknown list",
    { containers: [secured({ capabilities: { add: unknownMark } })] },
    ["containers[0].securityContext.capabilities.add"],
  ),
]);

podCases(hostPathVolumes, [
  allows("other volumes", { volumes: [{ name: "a", emptyDir: {} }] }),
  denies("a path of the node", { volumes: [{ name: "a" }, { hostPath: { path: "/var" } }] }, [
    "volumes[1].hostPath",
  ]),
  cannotDecide("unknown volumes", { volumes: unknownMark }, ["volumes"]),
  cannotDecide("an unknown volume", { volumes: [unknownMark] }, ["volumes[0]"]),
  denies("a path of the node that is unknown", { volumes: [{ hostPath: { path: unknownMark } }] }, [
    "volumes[0].hostPath",
  ]),
]);

const port = (hostPort?: unknown) => ({
  containers: [{ name: "app", ports: [{ containerPort: 80, hostPort }] }],
});
podCases(hostPorts, [
  allows("a port of the container", { containers: [{ name: "app", ports: [{}] }] }),
  allows("port 0", port(0)),
  denies("a port of the node", port(8080), ["containers[0].ports[0].hostPort"]),
  cannotDecide("an unknown port", port(unknownMark), ["containers[0].ports[0].hostPort"]),
  cannotDecide("unknown ports", { containers: [{ name: "app", ports: unknownMark }] }, [
    "containers[0].ports",
  ]),
]);

const handlers = [
  ["livenessProbe", (action: object) => ({ livenessProbe: action })],
  ["readinessProbe", (action: object) => ({ readinessProbe: action })],
  ["startupProbe", (action: object) => ({ startupProbe: action })],
  ["lifecycle.postStart", (action: object) => ({ lifecycle: { postStart: action } })],
  ["lifecycle.preStop", (action: object) => ({ lifecycle: { preStop: action } })],
] as const;
podCases(hostProbes, [
  allows("a probe of the container itself", {
    containers: [{ name: "app", livenessProbe: { httpGet: { port: 80 } } }],
  }),
  allows("an empty host", {
    containers: [{ name: "app", livenessProbe: { httpGet: { port: 80, host: "" } } }],
  }),
  ...handlers.flatMap(([path, container]) =>
    ["httpGet", "tcpSocket"].map((action) =>
      denies(
        `a host in ${path}.${action}`,
        { containers: [{ name: "app", ...container({ [action]: { host: "127.0.0.1" } }) }] },
        [`containers[0].${path}.${action}.host`],
      ),
    ),
  ),
  cannotDecide(
    "an unknown host",
    { containers: [{ name: "app", livenessProbe: { tcpSocket: { host: unknownMark } } }] },
    ["containers[0].livenessProbe.tcpSocket.host"],
  ),
]);

const armored = (type: string) => ({
  securityContext: { appArmorProfile: { type } },
  containers: [secured({ appArmorProfile: { type } })],
});
const armorFields = [
  "securityContext.appArmorProfile.type",
  "containers[0].securityContext.appArmorProfile.type",
];
const annotated = (profile: string) => ({
  metadata: {
    annotations: { "container.apparmor.security.beta.kubernetes.io/app": profile, other: "x" },
  },
  spec: { containers: [{ name: "app" }] },
});
const annotationField =
  'metadata.annotations["container.apparmor.security.beta.kubernetes.io/app"]';
podCases(appArmor, [
  allows("RuntimeDefault", armored("RuntimeDefault")),
  allows("Localhost", armored("Localhost")),
  denies("Unconfined", armored("Unconfined"), armorFields),
  cannotDecide("an unknown type", armored(unknownMark), armorFields),
  allows("the annotation runtime/default", annotated("runtime/default")),
  allows("the annotation localhost/profile", annotated("localhost/profile")),
  allows("an empty annotation", annotated("")),
  denies("the annotation unconfined", annotated("unconfined"), [annotationField]),
  cannotDecide("an unknown annotation", annotated(unknownMark), [annotationField]),
  cannotDecide("unknown annotations", { metadata: { annotations: unknownMark }, spec: {} }, [
    "metadata.annotations",
  ]),
]);

const labelled = (seLinuxOptions: object) => ({
  securityContext: { seLinuxOptions },
  initContainers: [secured({ seLinuxOptions })],
});
const linuxFields = (part: string) => [
  `securityContext.seLinuxOptions.${part}`,
  `initContainers[0].securityContext.seLinuxOptions.${part}`,
];
podCases(seLinux, [
  ...["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"].map((type) =>
    allows(`type "${type}"`, labelled({ type, level: "s0:c1" })),
  ),
  denies("another type", labelled({ type: "spc_t" }), linuxFields("type")),
  denies("a user", labelled({ user: "system_u" }), linuxFields("user")),
  denies("a role", labelled({ role: "system_r" }), linuxFields("role")),
  allows("an empty user and role", labelled({ user: "", role: "" })),
  cannotDecide("an unknown user", labelled({ user: unknownMark }), linuxFields("user")),
]);

const mounted = (procMount: string, hostUsers?: unknown) => ({
  ...(hostUsers === undefined ? {} : { hostUsers }),
  containers: [secured({ procMount })],
});
const procField = ["containers[0].securityContext.procMount"];
podCases(procMount, [
  allows("Default", mounted("Default")),
  allows("a container that says nothing", { containers: [{ name: "app" }] }),
  denies("Unmasked", mounted("Unmasked"), procField),
  denies("Unmasked with the users of the node", mounted("Unmasked", true), procField),
  allows("Unmasked in a user namespace", mounted("Unmasked", false)),
  cannotDecide("Unmasked where the user namespace is unknown", mounted("Unmasked", unknownMark), [
    ...procField,
  ]),
  cannotDecide("an unknown value", mounted(unknownMark), procField),
]);

const confined = (type: string) => ({
  securityContext: { seccompProfile: { type } },
  ephemeralContainers: [secured({ seccompProfile: { type } })],
});
const seccompFields = [
  "securityContext.seccompProfile.type",
  "ephemeralContainers[0].securityContext.seccompProfile.type",
];
podCases(seccomp, [
  allows("a pod that says nothing", { containers: [{ name: "app" }] }),
  allows("RuntimeDefault", confined("RuntimeDefault")),
  allows("Localhost", confined("Localhost")),
  denies("Unconfined", confined("Unconfined"), seccompFields),
  cannotDecide("an unknown type", confined(unknownMark), seccompFields),
  allows("an annotation of former days", {
    metadata: { annotations: { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" } },
    spec: { containers: [{ name: "app" }] },
  }),
]);

const set = (...names: string[]) => ({
  securityContext: { sysctls: names.map((name) => ({ name, value: "1" })) },
});
podCases(sysctls, [
  allows("a pod that sets none", { containers: [] }),
  allows(
    "every safe one",
    set(
      ...["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies"],
      ...["net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start"],
      ...["net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time"],
      ...["net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl"],
      ...["net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"],
      ...["net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"],
    ),
  ),
  denies("another one", set("net.ipv4.tcp_syncookies", "kernel.msgmax"), [
    "securityContext.sysctls[1].name",
  ]),
  cannotDecide("an unknown one", set(unknownMark), ["securityContext.sysctls[0].name"]),
  cannotDecide("an unknown list", { securityContext: { sysctls: unknownMark } }, [
    "securityContext.sysctls",
  ]),
]);

const hostProcess = (value: unknown) => ({
  securityContext: { windowsOptions: { hostProcess: value } },
  containers: [secured({ windowsOptions: { hostProcess: value } })],
});
const windowsFields = [
  "securityContext.windowsOptions.hostProcess",
  "containers[0].securityContext.windowsOptions.hostProcess",
];
podCases(windowsHostProcess, [
  allows("an explicit false", hostProcess(false)),
  denies("it on pod and container", hostProcess(true), windowsFields),
  cannotDecide("an unknown value", hostProcess(unknownMark), windowsFields),
]);
