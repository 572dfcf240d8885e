import { examinePods } from "./examine.ts";
import { c, contexts, hardened, spec } from "./pods.ts";

const own = (context: object) => contexts({}, context);

examinePods("container.allowPrivilegeEscalationTrue", {
  good: {
    nothing: spec(),
    false: own({ allowPrivilegeEscalation: false, privileged: false }),
    capabilities: own({ capabilities: { add: ["SYS_ADMIN"] } }),
    null: own({ allowPrivilegeEscalation: null }),
  },
  bad: {
    true: own({ allowPrivilegeEscalation: true }),
    privileged: own({ privileged: true }),
    "an init container": spec({
      initContainers: [c({ securityContext: { allowPrivilegeEscalation: true } })],
    }),
    "an ephemeral container": spec({
      ephemeralContainers: [c({ securityContext: { privileged: true } })],
    }),
  },
});

const capabilities = (drop?: string[], add?: string[]) => own({ capabilities: { drop, add } });

examinePods("container.dropNetRaw", {
  good: {
    NET_RAW: capabilities(["NET_RAW"]),
    ALL: capabilities(["ALL"]),
    "lower case": capabilities(["all"]),
    "ALL, with another one back": capabilities(["ALL"], ["NET_BIND_SERVICE"]),
  },
  bad: {
    nothing: spec(),
    "another one": capabilities(["SYS_ADMIN"]),
    "NET_RAW back": capabilities(["ALL"], ["NET_RAW"]),
    "ALL back": capabilities(["ALL"], ["ALL"]),
    "one container of two": { containers: [c({ securityContext: hardened }), c({ name: "b" })] },
    "an init container": { ...own(hardened), initContainers: [c()] },
    "an empty list": capabilities([]),
  },
});

const env = (...names: string[]) =>
  spec({ containers: [c({ env: names.map((name) => ({ name, value: name })) })] });

examinePods("container.duplicateEnv", {
  good: {
    none: spec(),
    "different ones": env("A", "B"),
    case: env("a", "A"),
    "the same in two containers": {
      containers: [c({ env: [{ name: "A" }] }), c({ name: "b", env: [{ name: "A" }] })],
    },
    null: spec({ containers: [c({ env: null })] }),
  },
  bad: {
    twice: env("A", "B", "A"),
    "once by reference": spec({
      containers: [
        c({
          env: [
            { name: "A", value: "1" },
            { name: "A", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
          ],
        }),
      ],
    }),
    "an init container": spec({ initContainers: [c({ env: [{ name: "A" }, { name: "A" }] })] }),
    "an ephemeral container": spec({
      ephemeralContainers: [c({ env: [{ name: "A" }, { name: "A" }] })],
    }),
  },
});

examinePods("container.highUserGroupId", {
  good: {
    "the pod": contexts({ runAsUser: 10000, runAsGroup: 10000 }),
    "the container": own({ runAsUser: 20000, runAsGroup: 65534 }),
    "both in part": contexts({ runAsUser: 10001 }, { runAsGroup: 10001 }),
    "the container against the pod": contexts(
      { runAsUser: 1, runAsGroup: 1 },
      { runAsUser: 10001, runAsGroup: 10001 },
    ),
  },
  bad: {
    nothing: spec(),
    "a low user": contexts({ runAsUser: 9999, runAsGroup: 10000 }),
    "a low group": contexts({ runAsUser: 10000, runAsGroup: 0 }),
    "no group": contexts({ runAsUser: 10000 }),
    "the container against the pod": contexts(
      { runAsUser: 10000, runAsGroup: 10000 },
      { runAsUser: 0 },
    ),
    "an init container": { ...own({ runAsUser: 10000, runAsGroup: 10000 }), initContainers: [c()] },
  },
});

examinePods("container.interactiveTty", {
  good: {
    nothing: spec(),
    false: spec({ containers: [c({ tty: false, stdin: false })] }),
    stdinOnce: spec({ containers: [c({ stdinOnce: true })] }),
    null: spec({ containers: [c({ tty: null })] }),
  },
  bad: {
    tty: spec({ containers: [c({ tty: true })] }),
    stdin: spec({ containers: [c({ stdin: true })] }),
    "an ephemeral container": spec({ ephemeralContainers: [c({ stdin: true, tty: true })] }),
    "the second": spec({ containers: [c(), c({ name: "b", tty: true })] }),
  },
});

examinePods("container.nonRootGroups", {
  good: {
    nothing: spec(),
    others: contexts({ runAsGroup: 1, fsGroup: 2, supplementalGroups: [3] }, { runAsGroup: 4 }),
    "user 0": contexts({ runAsUser: 0 }),
    "no groups": contexts({ supplementalGroups: [] }),
  },
  bad: {
    "the pod": contexts({ runAsGroup: 0 }),
    "a container": contexts({ runAsGroup: 1 }, { runAsGroup: 0 }),
    fsGroup: contexts({ fsGroup: 0 }),
    "a supplemental one": contexts({ supplementalGroups: [1000, 0] }),
    "an ephemeral container": spec({
      ephemeralContainers: [c({ securityContext: { runAsGroup: 0 } })],
    }),
  },
});

examinePods("container.readOnlyRootFilesystem", {
  good: {
    true: own({ readOnlyRootFilesystem: true }),
    each: {
      initContainers: [c({ securityContext: hardened })],
      containers: [c({ securityContext: hardened })],
      ephemeralContainers: [c({ securityContext: hardened })],
    },
    two: { containers: [c({ securityContext: hardened }), c({ securityContext: hardened })] },
  },
  bad: {
    nothing: spec(),
    false: own({ readOnlyRootFilesystem: false }),
    null: own({ readOnlyRootFilesystem: null }),
    "the pod's context": contexts({ readOnlyRootFilesystem: true }),
    "an init container": { ...own(hardened), initContainers: [c()] },
    "an ephemeral container": { ...own(hardened), ephemeralContainers: [c()] },
  },
});

const port = (more: object) => spec({ containers: [c({ ports: [more] })] });

examinePods("container.sshPort", {
  good: {
    another: port({ containerPort: 2222 }),
    UDP: port({ containerPort: 22, protocol: "UDP" }),
    none: spec(),
    "a name": port({ name: "ssh", containerPort: 8022 }),
  },
  bad: {
    "22": port({ containerPort: 22 }),
    "TCP by name": port({ containerPort: 22, protocol: "TCP" }),
    "an empty protocol": port({ containerPort: 22, protocol: "" }),
    "null for the protocol": port({ containerPort: 22, protocol: null }),
    "an init container": spec({ initContainers: [c({ ports: [{ containerPort: 22 }] })] }),
    "another port of the host": port({ containerPort: 22, hostPort: 30022 }),
  },
});

const path = (where: string, more = {}) =>
  spec({ volumes: [{ name: "a", hostPath: { path: where, ...more } }] });

examinePods("host.criSocket", {
  good: {
    none: spec(),
    "another path": path("/var/log"),
    "another socket": path("/var/run/app.sock", { type: "Socket" }),
    "a path like it": path("/data/docker.sock.d"),
    "the directory of images": path("/var/lib/docker/containers"),
    "a mount path alone": spec({
      volumes: [{ name: "a", emptyDir: {} }],
      containers: [c({ volumeMounts: [{ name: "a", mountPath: "/var/run/docker.sock" }] })],
    }),
  },
  bad: {
    docker: path("/var/run/docker.sock"),
    "docker in /run": path("/run/docker.sock", { type: "Socket" }),
    containerd: path("/run/containerd/containerd.sock"),
    "containerd of k3s": path("/run/k3s/containerd/containerd.sock"),
    crio: path("/var/run/crio/crio.sock"),
    "cri-dockerd": path("/var/run/cri-dockerd.sock"),
    "containerd right in run": path("/var/run/containerd.sock"),
    "a slash at the end": path("/var/run/docker.sock/"),
    "the pipe of docker on Windows": path("\\\\.\\pipe\\docker_engine"),
    "the pipe of containerd": path("//./pipe/containerd-containerd"),
    "the directory of the socket": path("/run/containerd"),
    "the directory of docker's": path("/var/run/docker/"),
  },
});

const mounted = (mount: object, source: object = { hostPath: { path: "/a" } }) =>
  spec({
    volumes: [{ name: "v", ...source }],
    containers: [c({ volumeMounts: [{ name: "v", ...mount }] })],
  });

examinePods("host.hostPathWritable", {
  good: {
    "read-only": mounted({ mountPath: "/a", readOnly: true }),
    "not mounted": spec({ volumes: [{ name: "v", hostPath: { path: "/a" } }] }),
    "another volume": mounted({ mountPath: "/a" }, { emptyDir: {} }),
    "another name": mounted({ name: "w", mountPath: "/a" }),
  },
  bad: {
    "nothing stated": mounted({ mountPath: "/a" }),
    false: mounted({ mountPath: "/a", readOnly: false }),
    null: mounted({ mountPath: "/a", readOnly: null }),
    "the second mount": spec({
      volumes: [{ name: "v", hostPath: { path: "/a" } }],
      containers: [
        c({
          volumeMounts: [
            { name: "v", mountPath: "/a", readOnly: true },
            { name: "v", mountPath: "/b" },
          ],
        }),
      ],
    }),
    "an init container": spec({
      volumes: [{ name: "v", hostPath: { path: "/a" } }],
      initContainers: [c({ volumeMounts: [{ name: "v", mountPath: "/a" }] })],
    }),
  },
});
