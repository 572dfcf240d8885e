import { examinePods } from "./examine.ts";
import { c, contexts, pod, spec } from "./pods.ts";

const annotated = (value: string) => ({
  metadata: { annotations: { "container.apparmor.security.beta.kubernetes.io/app": value } },
  ...pod(),
});

examinePods("pss.baseline.hostNamespaces", {
  good: {
    "nothing stated": spec(),
    "all three false": spec({ hostNetwork: false, hostPID: false, hostIPC: false }),
    null: spec({ hostNetwork: null, hostPID: null }),
    "a user namespace": spec({ hostUsers: false, shareProcessNamespace: true }),
  },
  bad: {
    "the network": spec({ hostNetwork: true }),
    "the processes": spec({ hostPID: true, hostNetwork: false }),
    IPC: spec({ hostIPC: true }),
    "the network with a user namespace": spec({ hostUsers: false, hostNetwork: true }),
  },
});

examinePods("pss.baseline.privileged", {
  good: {
    "no context": spec(),
    "an empty context": contexts({}, {}),
    false: contexts({}, { privileged: false }),
    null: contexts({}, { privileged: null }),
  },
  bad: {
    "a container": contexts({}, { privileged: true }),
    "an init container": spec({ initContainers: [c({ securityContext: { privileged: true } })] }),
    "a sidecar": spec({
      initContainers: [c({ restartPolicy: "Always", securityContext: { privileged: true } })],
    }),
    "an ephemeral container": spec({
      ephemeralContainers: [c({ name: "debug", securityContext: { privileged: true } })],
    }),
    "the second container": spec({
      containers: [c(), c({ name: "b", securityContext: { privileged: true } })],
    }),
    "a user namespace does not help": {
      hostUsers: false,
      containers: [c({ securityContext: { privileged: true } })],
    },
  },
});

examinePods("pss.baseline.capabilities", {
  good: {
    "an empty list": contexts({}, { capabilities: { add: [] } }),
    "all of the list": contexts(
      {},
      {
        capabilities: {
          add: (
            "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP " +
            "SETGID SETPCAP SETUID SYS_CHROOT"
          ).split(" "),
        },
      },
    ),
    "drop of others": contexts({}, { capabilities: { drop: ["ALL", "NET_RAW", "SYS_ADMIN"] } }),
    "add as null": contexts({}, { capabilities: { add: null } }),
  },
  bad: {
    SYS_ADMIN: contexts({}, { capabilities: { add: ["SYS_ADMIN"] } }),
    NET_RAW: contexts({}, { capabilities: { add: ["NET_RAW"] } }),
    ALL: contexts({}, { capabilities: { add: ["ALL"], drop: ["ALL"] } }),
    "one behind an allowed one": contexts({}, { capabilities: { add: ["CHOWN", "NET_ADMIN"] } }),
    "lower case": contexts({}, { capabilities: { add: ["chown"] } }),
    "with the prefix of the kernel": contexts({}, { capabilities: { add: ["CAP_CHOWN"] } }),
    "an ephemeral container": spec({
      ephemeralContainers: [c({ securityContext: { capabilities: { add: ["SYS_PTRACE"] } } })],
    }),
  },
});

examinePods("pss.baseline.hostPathVolumes", {
  good: {
    none: spec(),
    "other volumes": spec({
      volumes: [
        { name: "a", emptyDir: {} },
        { name: "b", nfs: { server: "n", path: "/" } },
        { name: "c", gcePersistentDisk: { pdName: "d" } },
      ],
    }),
    "null beside another type": spec({ volumes: [{ name: "a", hostPath: null, emptyDir: {} }] }),
  },
  bad: {
    "one that is mounted nowhere": spec({ volumes: [{ name: "a", hostPath: { path: "/a" } }] }),
    "the second one": spec({
      volumes: [
        { name: "a", emptyDir: {} },
        { name: "b", hostPath: { path: "/var/log", type: "Directory" } },
      ],
    }),
    "an empty one": spec({ volumes: [{ name: "a", hostPath: {} }] }),
    "one that is mounted read-only": {
      volumes: [{ name: "a", hostPath: { path: "/etc" } }],
      containers: [c({ volumeMounts: [{ name: "a", mountPath: "/e", readOnly: true }] })],
    },
  },
});

examinePods("pss.baseline.hostPorts", {
  good: {
    "no ports": spec(),
    "container ports": spec({ containers: [c({ ports: [{ containerPort: 80 }] })] }),
    "port 0": spec({ containers: [c({ ports: [{ containerPort: 80, hostPort: 0 }] })] }),
    null: spec({ containers: [c({ ports: [{ containerPort: 80, hostPort: null }] })] }),
  },
  bad: {
    "a port": spec({ containers: [c({ ports: [{ containerPort: 80, hostPort: 80 }] })] }),
    "the second": spec({
      containers: [c({ ports: [{ containerPort: 1 }, { containerPort: 2, hostPort: 2 }] })],
    }),
    UDP: spec({ containers: [c({ ports: [{ hostPort: 53, protocol: "UDP" }] })] }),
    "an init container": spec({ initContainers: [c({ ports: [{ hostPort: 9 }] })] }),
  },
});

const hook = (host: string | undefined, action = "httpGet") => ({
  [action]: { port: 80, ...(host === undefined ? {} : { host }) },
});

examinePods("pss.baseline.hostProbesLifecycle", {
  good: {
    "no host": spec({ containers: [c({ livenessProbe: hook(undefined) })] }),
    "an empty host": spec({ containers: [c({ readinessProbe: hook("", "tcpSocket") })] }),
    "a Host header": spec({
      containers: [
        c({ startupProbe: { httpGet: { port: 1, httpHeaders: [{ name: "Host", value: "a" }] } } }),
      ],
    }),
    "commands and gRPC": spec({
      containers: [
        c({
          livenessProbe: { grpc: { port: 1 } },
          lifecycle: { preStop: { exec: { command: ["a"] } } },
        }),
      ],
    }),
  },
  bad: {
    "a liveness probe": spec({ containers: [c({ livenessProbe: hook("10.0.0.1") })] }),
    localhost: spec({ containers: [c({ readinessProbe: hook("127.0.0.1") })] }),
    "a startup probe": spec({ containers: [c({ startupProbe: hook("a.example", "tcpSocket") })] }),
    postStart: spec({ containers: [c({ lifecycle: { postStart: hook("a.example") } })] }),
    "preStop of a sidecar": spec({
      initContainers: [
        c({ restartPolicy: "Always", lifecycle: { preStop: hook("a", "tcpSocket") } }),
      ],
    }),
  },
});

examinePods("pss.baseline.procMount", {
  good: {
    Default: contexts({}, { procMount: "Default" }),
    null: contexts({}, { procMount: null }),
    "unmasked in a user namespace": {
      hostUsers: false,
      containers: [c({ securityContext: { procMount: "Unmasked" } })],
    },
    nothing: spec(),
  },
  bad: {
    unmasked: contexts({}, { procMount: "Unmasked" }),
    "unmasked with the users of the host": {
      hostUsers: true,
      containers: [c({ securityContext: { procMount: "Unmasked" } })],
    },
    "an init container": spec({
      initContainers: [c({ securityContext: { procMount: "Unmasked" } })],
    }),
    "an ephemeral container": spec({
      ephemeralContainers: [c({ securityContext: { procMount: "Unmasked" } })],
    }),
  },
});

examinePods("pss.baseline.seccomp", {
  good: {
    nothing: spec(),
    RuntimeDefault: contexts({ seccompProfile: { type: "RuntimeDefault" } }),
    Localhost: contexts({}, { seccompProfile: { type: "Localhost", localhostProfile: "a" } }),
    null: contexts({ seccompProfile: null }),
  },
  bad: {
    "the pod": contexts({ seccompProfile: { type: "Unconfined" } }),
    "a container": contexts(
      { seccompProfile: { type: "RuntimeDefault" } },
      { seccompProfile: { type: "Unconfined" } },
    ),
    "the pod, though the container is confined": contexts(
      { seccompProfile: { type: "Unconfined" } },
      { seccompProfile: { type: "RuntimeDefault" } },
    ),
    "an init container": spec({
      initContainers: [c({ securityContext: { seccompProfile: { type: "Unconfined" } } })],
    }),
  },
});

examinePods("pss.baseline.appArmor", {
  good: {
    "runtime/default": annotated("runtime/default"),
    "an empty annotation": annotated(""),
    "a local profile": annotated("localhost/my-profile"),
    "the field": contexts(
      { appArmorProfile: { type: "RuntimeDefault" } },
      { appArmorProfile: { type: "Localhost", localhostProfile: "a" } },
    ),
  },
  bad: {
    "unconfined by annotation": annotated("unconfined"),
    "another word": annotated("localhost"),
    "the pod": contexts({ appArmorProfile: { type: "Unconfined" } }),
    "a container": contexts({}, { appArmorProfile: { type: "Unconfined" } }),
  },
});
