import { examinePods } from "./examine.ts";
import { c, contexts, hardened, spec } from "./pods.ts";

const selinux = (options: object | null) => contexts({}, { seLinuxOptions: options });

examinePods("pss.baseline.seLinux", {
  good: {
    nothing: spec(),
    "an empty type": selinux({ type: "" }),
    "a level alone": contexts({ seLinuxOptions: { level: "s0:c1,c2" } }),
    "the engine's type": selinux({ type: "container_engine_t", user: "", role: "" }),
    "the kvm type": contexts({ seLinuxOptions: { type: "container_kvm_t" } }),
    null: selinux(null),
  },
  bad: {
    "another type": selinux({ type: "spc_t" }),
    "a user": contexts({ seLinuxOptions: { user: "system_u" } }),
    "a role": selinux({ type: "container_t", role: "system_r" }),
    "an init container": spec({
      initContainers: [
        c({ securityContext: { seLinuxOptions: { type: "container_logreader_t" } } }),
      ],
    }),
  },
});

const sysctl = (...names: string[]) =>
  contexts({ sysctls: names.map((name) => ({ name, value: "1" })) });

examinePods("pss.baseline.sysctls", {
  good: {
    none: sysctl(),
    "safe ones": sysctl(
      "kernel.shm_rmid_forced",
      "net.ipv4.tcp_keepalive_time",
      "net.ipv4.tcp_rmem",
    ),
    "the ports": sysctl("net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports"),
    null: contexts({ sysctls: null }),
  },
  bad: {
    "a kernel setting": sysctl("kernel.msgmax"),
    "one behind a safe one": sysctl("net.ipv4.tcp_syncookies", "net.core.somaxconn"),
    "one like a safe one": sysctl("net.ipv4.tcp_rmem_max"),
    "IPv6's": sysctl("net.ipv6.conf.all.forwarding"),
  },
});

const windows = (hostProcess: unknown) => ({ windowsOptions: { hostProcess } });

examinePods("pss.baseline.windowsHostProcess", {
  good: {
    false: contexts(windows(false), windows(false)),
    "other options": contexts({ windowsOptions: { runAsUserName: "a" } }),
    null: contexts(windows(null)),
    nothing: spec({ os: { name: "windows" } }),
  },
  bad: {
    "the pod": contexts(windows(true)),
    "a container": contexts(windows(false), windows(true)),
    "an init container": spec({ initContainers: [c({ securityContext: windows(true) })] }),
    "an ephemeral container": spec({
      ephemeralContainers: [c({ securityContext: windows(true) })],
    }),
  },
});

const onWindows = { os: { name: "windows" } };

examinePods("pss.restricted.allowPrivilegeEscalation", {
  good: {
    false: contexts({}, { allowPrivilegeEscalation: false }),
    Windows: spec(onWindows),
    "false in each": {
      initContainers: [c({ securityContext: hardened })],
      containers: [c({ securityContext: hardened }), c({ name: "b", securityContext: hardened })],
      ephemeralContainers: [c({ securityContext: hardened })],
    },
  },
  bad: {
    true: contexts({}, { allowPrivilegeEscalation: true }),
    nothing: spec(),
    null: contexts({}, { allowPrivilegeEscalation: null }),
    "the pod's context, which has no such field": contexts({ allowPrivilegeEscalation: false }),
    "an init container": { initContainers: [c()], containers: [c({ securityContext: hardened })] },
    "an ephemeral container": {
      containers: [c({ securityContext: hardened })],
      ephemeralContainers: [c({ name: "debug" })],
    },
    "Linux by name": spec({ os: { name: "linux" } }),
  },
});

const capabilities = (drop: unknown, add?: unknown) =>
  contexts({}, { capabilities: { drop, add } });

examinePods("pss.restricted.capabilities", {
  good: {
    ALL: capabilities(["ALL"]),
    "ALL among others": capabilities(["NET_RAW", "ALL"]),
    "NET_BIND_SERVICE back": capabilities(["ALL"], ["NET_BIND_SERVICE"]),
    Windows: spec(onWindows),
  },
  bad: {
    nothing: spec(),
    some: capabilities(["NET_RAW"]),
    "lower case": capabilities(["all"]),
    "one of the baseline back": capabilities(["ALL"], ["CHOWN"]),
    "one more back": capabilities(["ALL"], ["NET_BIND_SERVICE", "KILL"]),
    null: capabilities(null),
  },
});

examinePods("pss.restricted.procMount", {
  good: { Default: contexts({}, { procMount: "Default" }), nothing: spec() },
  bad: {
    unmasked: contexts({}, { procMount: "Unmasked" }),
    "unmasked in a user namespace": {
      hostUsers: false,
      containers: [c({ securityContext: { procMount: "Unmasked" } })],
    },
  },
});

examinePods("pss.restricted.runAsNonRoot", {
  good: {
    "the pod": contexts({ runAsNonRoot: true }),
    "every container": contexts({}, { runAsNonRoot: true }),
    "the pod, and null at the container": contexts({ runAsNonRoot: true }, { runAsNonRoot: null }),
    "every one of three": {
      initContainers: [c({ securityContext: hardened })],
      containers: [c({ securityContext: hardened })],
      ephemeralContainers: [c({ securityContext: hardened })],
    },
    "a user namespace": spec({ hostUsers: false }),
  },
  bad: {
    nothing: spec(),
    "a user id alone": contexts({ runAsUser: 1000 }),
    "a container against the pod": contexts({ runAsNonRoot: true }, { runAsNonRoot: false }),
    "the pod, though the container is right": contexts(
      { runAsNonRoot: false },
      { runAsNonRoot: true },
    ),
    "one container of two": {
      containers: [c({ securityContext: { runAsNonRoot: true } }), c({ name: "b" })],
    },
    "an ephemeral container": {
      containers: [c({ securityContext: { runAsNonRoot: true } })],
      ephemeralContainers: [c({ name: "debug" })],
    },
    Windows: spec(onWindows),
  },
});

examinePods("pss.restricted.runAsUser", {
  good: {
    nothing: spec(),
    "another user": contexts({ runAsUser: 1000 }, { runAsUser: 1 }),
    "group 0": contexts({ runAsGroup: 0 }),
    "a user namespace": spec({ hostUsers: false, securityContext: { runAsUser: 0 } }),
  },
  bad: {
    "the pod": contexts({ runAsUser: 0 }),
    "the pod, though no container is": contexts({ runAsUser: 0 }, { runAsUser: 1000 }),
    "a container": contexts({ runAsUser: 1000 }, { runAsUser: 0 }),
    "an init container": spec({ initContainers: [c({ securityContext: { runAsUser: 0 } })] }),
  },
});

const profile = (type: unknown) => ({ seccompProfile: { type } });

examinePods("pss.restricted.seccomp", {
  good: {
    "the pod": contexts(profile("RuntimeDefault")),
    "every container": contexts({}, profile("Localhost")),
    "the pod, and null at the container": contexts(profile("Localhost"), { seccompProfile: null }),
    Windows: spec(onWindows),
  },
  bad: {
    nothing: spec(),
    "the pod is unconfined": contexts(profile("Unconfined"), profile("RuntimeDefault")),
    "a container is unconfined": contexts(profile("RuntimeDefault"), profile("Unconfined")),
    "the old annotation": {
      metadata: { annotations: { "seccomp.security.alpha.kubernetes.io/pod": "runtime/default" } },
      spec: spec(),
    },
    "one container of two": {
      containers: [c({ securityContext: profile("RuntimeDefault") }), c({ name: "b" })],
    },
  },
});

const volume = (source: object) => spec({ volumes: [{ name: "v", ...source }] });

examinePods("pss.restricted.volumeTypes", {
  good: {
    "every type of the list": spec({
      volumes: [
        { name: "a", configMap: { name: "a" } },
        { name: "b", csi: { driver: "d" } },
        { name: "c", downwardAPI: {} },
        { name: "d", emptyDir: {} },
        { name: "e", ephemeral: {} },
        { name: "f", persistentVolumeClaim: { claimName: "f" } },
        { name: "g", projected: { sources: [] } },
        { name: "h", secret: { secretName: "h" } },
        { name: "i", image: { reference: "r" } },
      ],
    }),
    "null for the others": volume({ emptyDir: {}, hostPath: null, nfs: null }),
    "no type, which is emptyDir": volume({}),
    "emptyDir without a value": volume({ emptyDir: null }),
  },
  bad: {
    "a path of the host": volume({ hostPath: { path: "/a" } }),
    NFS: volume({ nfs: { server: "s", path: "/" } }),
    "a disk": volume({ awsElasticBlockStore: { volumeID: "v" } }),
    flexVolume: volume({ flexVolume: { driver: "d" } }),
    "the second one": spec({
      volumes: [
        { name: "a", emptyDir: {} },
        { name: "b", iscsi: { iqn: "i" } },
      ],
    }),
  },
});

const perfect = { containers: [c({ securityContext: hardened })] };

examinePods("pss.baseline", {
  good: { "what only Restricted forbids": spec({ volumes: [{ name: "a", nfs: {} }] }), perfect },
  bad: { "host network": spec({ hostNetwork: true }), IPC: { ...perfect, hostIPC: true } },
});

examinePods("pss.restricted", {
  good: { perfect },
  bad: {
    "a plain pod": spec(),
    "a hardened pod on the host network": { ...perfect, hostNetwork: true },
    "a hardened pod with a host port": {
      containers: [c({ securityContext: hardened, ports: [{ hostPort: 80 }] })],
    },
    "a hardened pod with NFS": { ...perfect, volumes: [{ name: "a", nfs: {} }] },
  },
});
