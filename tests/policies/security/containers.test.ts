import { controlPlaneToleration } from "../../../policies/security/control-plane-toleration.ts";
import { criSocket } from "../../../policies/security/cri-socket.ts";
import { dropNetRaw } from "../../../policies/security/drop-net-raw.ts";
import { explicitPrivilegeEscalation } from "../../../policies/security/explicit-privilege-escalation.ts";
import { highUserGroupId } from "../../../policies/security/high-user-group-id.ts";
import { hostPathWritable } from "../../../policies/security/host-path-writable.ts";
import { interactiveTty } from "../../../policies/security/interactive-tty.ts";
import { nonRootGroups } from "../../../policies/security/non-root-groups.ts";
import { readOnlyRootFilesystem } from "../../../policies/security/read-only-root-filesystem.ts";
import { sshPort } from "../../../policies/security/ssh-port.ts";
import { allows, cannotDecide, denies, podCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const secured = (securityContext: object, name = "app") => ({ name, securityContext });
const bare = { containers: [{ name: "app" }] };
const own = (path: string) => [`containers[0].securityContext.${path}`];

podCases(readOnlyRootFilesystem, [
  allows("an explicit true", { containers: [secured({ readOnlyRootFilesystem: true })] }),
  denies("a container that says nothing", bare, own("readOnlyRootFilesystem")),
  ...["initContainers", "ephemeralContainers"].map((list) =>
    denies(
      `an explicit false in ${list}`,
      { [list]: [secured({ readOnlyRootFilesystem: false })] },
      [`${list}[0].securityContext.readOnlyRootFilesystem`],
    ),
  ),
  cannotDecide(
    "an unknown value",
    { containers: [secured({ readOnlyRootFilesystem: unknownMark })] },
    [...own("readOnlyRootFilesystem")],
  ),
]);

podCases(explicitPrivilegeEscalation, [
  allows("a container that says nothing", bare),
  allows("an explicit false", {
    containers: [secured({ allowPrivilegeEscalation: false, privileged: false })],
  }),
  denies("an explicit true", { containers: [secured({ allowPrivilegeEscalation: true })] }, [
    ...own("allowPrivilegeEscalation"),
  ]),
  denies("a privileged container", { containers: [secured({ privileged: true })] }, [
    ...own("privileged"),
  ]),
  cannotDecide("an unknown value", { containers: [secured({ privileged: unknownMark })] }, [
    ...own("privileged"),
  ]),
]);

const caps = (capabilities: object) => ({ containers: [secured({ capabilities })] });
podCases(dropNetRaw, [
  ...["ALL", "NET_RAW", "CAP_NET_RAW", "all"].map((name) =>
    allows(`a drop of ${name}`, caps({ drop: ["CHOWN", name] })),
  ),
  denies("a container that says nothing", bare, own("capabilities.drop")),
  denies("a drop of another", caps({ drop: ["CHOWN"] }), own("capabilities.drop")),
  denies("an addition beside the drop", caps({ drop: ["ALL"], add: ["NET_RAW"] }), [
    ...own("capabilities.add"),
  ]),
  denies("a drop of what holds it", caps({ drop: ["SYS_NET_RAW", "NET_RAWS"] }), [
    ...own("capabilities.drop"),
  ]),
  denies("an addition of all", caps({ drop: ["ALL"], add: ["ALL"] }), own("capabilities.add")),
  cannotDecide("an unknown drop", caps({ drop: unknownMark }), own("capabilities.drop")),
]);

const ids = (runAsUser: unknown, runAsGroup: unknown) => ({ runAsUser, runAsGroup });
podCases(highUserGroupId, [
  allows("10000", { containers: [secured(ids(10000, 10000))] }),
  allows("what the pod states", { securityContext: ids(10001, 10001), ...bare }),
  denies("9999", { containers: [secured(ids(9999, 10000))] }, own("runAsUser")),
  denies("a container that says nothing", bare, [...own("runAsUser"), ...own("runAsGroup")]),
  denies(
    "a container that overrides its pod",
    { securityContext: ids(10000, 10000), containers: [secured({ runAsGroup: 100 })] },
    own("runAsGroup"),
  ),
  allows("a lower bound by parameter", { containers: [secured(ids(1000, 1000))] }, { min: 1000 }),
  cannotDecide("an unknown id", { containers: [secured(ids(unknownMark, 10000))] }, [
    ...own("runAsUser"),
  ]),
]);

podCases(interactiveTty, [
  allows("a container that says nothing", bare),
  allows("explicit false", { containers: [{ name: "app", tty: false, stdin: false }] }),
  denies("both", { containers: [{ name: "app", tty: true, stdin: true }] }, [
    "containers[0].tty",
    "containers[0].stdin",
  ]),
  cannotDecide("an unknown value", { containers: [{ name: "app", tty: unknownMark }] }, [
    "containers[0].tty",
  ]),
]);

podCases(nonRootGroups, [
  allows("a pod that says nothing", bare),
  allows("other groups", {
    securityContext: { runAsGroup: 1, fsGroup: 1, supplementalGroups: [1, 2] },
    containers: [secured({ runAsGroup: 1 })],
  }),
  denies(
    "group 0 in each place",
    {
      securityContext: { runAsGroup: 0, fsGroup: 0, supplementalGroups: [1, 0] },
      containers: [secured({ runAsGroup: 0 })],
    },
    [
      "securityContext.runAsGroup",
      ...own("runAsGroup"),
      "securityContext.fsGroup",
      "securityContext.supplementalGroups[1]",
    ],
  ),
  cannotDecide("unknown groups", { securityContext: { supplementalGroups: unknownMark } }, [
    "securityContext.supplementalGroups",
  ]),
  cannotDecide("an unknown group", { securityContext: { fsGroup: unknownMark } }, [
    "securityContext.fsGroup",
  ]),
]);

const port = (given: object) => ({ containers: [{ name: "app", ports: [{}, given] }] });
podCases(sshPort, [
  allows("another port", port({ containerPort: 2222 })),
  allows("UDP", port({ containerPort: 22, protocol: "UDP" })),
  denies("port 22", port({ containerPort: 22 }), ["containers[0].ports[1].containerPort"]),
  denies("port 22 over TCP", port({ containerPort: 22, protocol: "TCP" }), [
    "containers[0].ports[1].containerPort",
  ]),
  cannotDecide("an unknown port", port({ containerPort: unknownMark }), [
    "containers[0].ports[1].containerPort",
  ]),
  cannotDecide("unknown ports", { containers: [{ name: "app", ports: unknownMark }] }, [
    "containers[0].ports",
  ]),
]);

const hostPath = (path: string) => ({ volumes: [{ name: "v", hostPath: { path } }] });
podCases(criSocket, [
  allows("another path", hostPath("/var/log")),
  allows("a socket of something else", hostPath("/run/mydocker.socket")),
  allows("a directory of that name elsewhere", hostPath("/data/run/docker")),
  allows("a directory that begins so", hostPath("/run/docker-plugins")),
  allows("another pipe", hostPath("\\\\.\\pipe\\docker_engine_windows")),
  allows("another kind of volume", { volumes: [{ name: "docker.sock", emptyDir: {} }] }),
  ...[
    ...["/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock"],
    ...["/var/run/cri-dockerd.sock", "/run/k3s/containerd/containerd.sock/"],
    ...["/var/run/docker/", "/run/containerd", "\\\\.\\pipe\\docker_engine"],
  ].map((path) => denies(path, hostPath(path), ["volumes[0].hostPath.path"])),
  cannotDecide("an unknown path", hostPath(unknownMark), ["volumes[0].hostPath.path"]),
]);

const mounting = (mount: object, volume: object = { hostPath: { path: "/var/log" } }) => ({
  volumes: [{ name: "other" }, { name: "logs", ...volume }],
  containers: [{ name: "app", volumeMounts: [{ name: "other" }, mount] }],
});
const unclear = { containers: [{ name: "app", volumeMounts: unknownMark }] };
const mountField = ["containers[0].volumeMounts[1].readOnly"];
podCases(hostPathWritable, [
  allows("a read-only mount", mounting({ name: "logs", readOnly: true })),
  allows("a writable mount of another volume", mounting({ name: "logs" }, { emptyDir: {} })),
  allows("a volume that nobody mounts", hostPath("/var/log")),
  denies("a writable mount", mounting({ name: "logs" }), mountField),
  denies("an explicit false", mounting({ name: "logs", readOnly: false }), mountField),
  cannotDecide("an unknown value", mounting({ name: "logs", readOnly: unknownMark }), mountField),
  cannotDecide("an unknown name", mounting({ name: unknownMark }), mountField),
  cannotDecide(
    "unknown volumes",
    { volumes: unknownMark, containers: [{ name: "app", volumeMounts: [{ name: "x" }] }] },
    ["containers[0].volumeMounts[0].readOnly"],
  ),
  cannotDecide("unknown mounts", { ...hostPath("/var/log"), ...unclear }, [
    "containers[0].volumeMounts",
  ]),
  allows("unknown mounts of a pod without such a volume", { volumes: [{ name: "v" }], ...unclear }),
]);

const tolerating = (toleration: object) => ({ tolerations: [{ key: "spot" }, toleration] });
podCases(controlPlaneToleration, [
  allows("another taint", tolerating({ key: "gpu", operator: "Exists" })),
  denies("the control plane's", tolerating({ key: "node-role.kubernetes.io/control-plane" }), [
    "tolerations[1]",
  ]),
  denies("the master's", tolerating({ key: "node-role.kubernetes.io/master" }), ["tolerations[1]"]),
  denies("all taints", tolerating({ operator: "Exists" }), ["tolerations[1]"]),
  denies(
    "all taints that keep pods off",
    tolerating({ operator: "Exists", effect: "NoSchedule" }),
    ["tolerations[1]"],
  ),
  denies("all taints by an empty key", tolerating({ key: "", operator: "Exists" }), [
    "tolerations[1]",
  ]),
  allows("all taints that evict", tolerating({ operator: "Exists", effect: "NoExecute" })),
  allows("no key and no Exists", tolerating({ effect: "NoSchedule" })),
  cannotDecide("an unknown key", tolerating({ key: unknownMark }), ["tolerations[1]"]),
  cannotDecide("unknown tolerations", { tolerations: unknownMark }, ["tolerations"]),
]);
