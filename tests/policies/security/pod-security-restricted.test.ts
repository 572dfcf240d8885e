import { allowPrivilegeEscalation } from "../../../policies/security/allow-privilege-escalation.ts";
import { dropAllCapabilities } from "../../../policies/security/drop-all-capabilities.ts";
import { restrictedProcMount } from "../../../policies/security/restricted-proc-mount.ts";
import { restrictedSeccomp } from "../../../policies/security/restricted-seccomp.ts";
import { runAsNonRoot } from "../../../policies/security/run-as-non-root.ts";
import { runAsUser } from "../../../policies/security/run-as-user.ts";
import { volumeTypes } from "../../../policies/security/volume-types.ts";
import { allows, cannotDecide, denies, podCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const secured = (securityContext: object, name = "app") => ({ name, securityContext });
const windows = { os: { name: "windows" } };
const bare = { containers: [{ name: "app" }] };
const own = (path: string) => [`containers[0].securityContext.${path}`];

podCases(allowPrivilegeEscalation, [
  allows("an explicit false", {
    containers: [secured({ allowPrivilegeEscalation: false })],
    initContainers: [secured({ allowPrivilegeEscalation: false })],
  }),
  denies("a container that says nothing", bare, own("allowPrivilegeEscalation")),
  denies(
    "an explicit true in an ephemeral container",
    { ephemeralContainers: [secured({ allowPrivilegeEscalation: true })] },
    ["ephemeralContainers[0].securityContext.allowPrivilegeEscalation"],
  ),
  allows("a Windows pod", { ...windows, ...bare }),
  denies("a Linux pod", { os: { name: "linux" }, ...bare }, own("allowPrivilegeEscalation")),
  cannotDecide("an unknown operating system", { os: { name: unknownMark }, ...bare }, [
    ...own("allowPrivilegeEscalation"),
  ]),
  cannotDecide(
    "an unknown value",
    { containers: [secured({ allowPrivilegeEscalation: unknownMark })] },
    own("allowPrivilegeEscalation"),
  ),
]);

const caps = (capabilities: object) => ({ containers: [secured({ capabilities })] });
podCases(dropAllCapabilities, [
  allows("a drop of ALL", caps({ drop: ["ALL"] })),
  allows("NET_BIND_SERVICE beside it", caps({ drop: ["ALL"], add: ["NET_BIND_SERVICE"] })),
  denies("a container that says nothing", bare, own("capabilities.drop")),
  denies("a drop of some", caps({ drop: ["NET_RAW"] }), own("capabilities.drop")),
  denies("a drop of all in small letters", caps({ drop: ["all"] }), own("capabilities.drop")),
  denies(
    "another capability",
    caps({ drop: ["ALL"], add: ["NET_BIND_SERVICE", "CHOWN"] }),
    own("capabilities.add"),
  ),
  denies("both at once", caps({ add: ["CHOWN"] }), [
    ...own("capabilities.drop"),
    ...own("capabilities.add"),
  ]),
  allows("a Windows pod", { ...windows, ...caps({ add: ["CHOWN"] }) }),
  cannotDecide("an unknown drop", caps({ drop: [unknownMark] }), own("capabilities.drop")),
  cannotDecide("an unknown list", caps({ drop: unknownMark }), own("capabilities.drop")),
  allows("an unknown drop beside ALL", caps({ drop: ["ALL", unknownMark] })),
]);

podCases(runAsNonRoot, [
  allows("a container that declares it", { containers: [secured({ runAsNonRoot: true })] }),
  allows("a container whose pod declares it", { securityContext: { runAsNonRoot: true }, ...bare }),
  denies("a container that says nothing", bare, own("runAsNonRoot")),
  denies(
    "a container that takes it back",
    { securityContext: { runAsNonRoot: true }, containers: [secured({ runAsNonRoot: false })] },
    own("runAsNonRoot"),
  ),
  denies(
    "a pod that says false, whatever its containers say",
    { securityContext: { runAsNonRoot: false }, containers: [secured({ runAsNonRoot: true })] },
    ["securityContext.runAsNonRoot"],
  ),
  denies(
    "an init container that says nothing",
    { containers: [secured({ runAsNonRoot: true })], initContainers: [{ name: "init" }] },
    ["initContainers[0].securityContext.runAsNonRoot"],
  ),
  allows("root in a user namespace", { hostUsers: false, ...bare }),
  denies("root with the users of the node", { hostUsers: true, ...bare }, own("runAsNonRoot")),
  cannotDecide("a user namespace that is unknown", { hostUsers: unknownMark, ...bare }, [
    ...own("runAsNonRoot"),
  ]),
  cannotDecide("an unknown pod", { securityContext: unknownMark, ...bare }, [
    "securityContext.runAsNonRoot",
    ...own("runAsNonRoot"),
  ]),
  cannotDecide(
    "an unknown container under a pod that declares it",
    {
      securityContext: { runAsNonRoot: true },
      containers: [secured({ runAsNonRoot: unknownMark })],
    },
    own("runAsNonRoot"),
  ),
]);

podCases(runAsUser, [
  allows("a container that says nothing", bare),
  allows("another user", { securityContext: { runAsUser: 1 }, ...bare }),
  denies("user 0 of the pod", { securityContext: { runAsUser: 0 }, ...bare }, [
    "securityContext.runAsUser",
  ]),
  denies("user 0 of a container", { containers: [secured({ runAsUser: 0 })] }, own("runAsUser")),
  allows("user 0 in a user namespace", {
    hostUsers: false,
    containers: [secured({ runAsUser: 0 })],
  }),
  cannotDecide("an unknown user", { containers: [secured({ runAsUser: unknownMark })] }, [
    ...own("runAsUser"),
  ]),
]);

const profile = (type: string) => ({ seccompProfile: { type } });
podCases(restrictedSeccomp, [
  allows("the pod's profile", { securityContext: profile("RuntimeDefault"), ...bare }),
  allows("a container's own profile", { containers: [secured(profile("Localhost"))] }),
  denies("a container without one", bare, own("seccompProfile.type")),
  denies(
    "a container that switches it off",
    { securityContext: profile("RuntimeDefault"), containers: [secured(profile("Unconfined"))] },
    own("seccompProfile.type"),
  ),
  denies(
    "a pod that switches it off, whatever its containers say",
    { securityContext: profile("Unconfined"), containers: [secured(profile("RuntimeDefault"))] },
    ["securityContext.seccompProfile.type"],
  ),
  denies(
    "an annotation of former days alone",
    {
      metadata: { annotations: { "seccomp.security.alpha.kubernetes.io/pod": "runtime/default" } },
      spec: bare,
    },
    own("seccompProfile.type"),
  ),
  allows("a Windows pod", { ...windows, ...bare }),
  cannotDecide(
    "an unknown profile of the pod",
    { securityContext: profile(unknownMark), ...bare },
    ["securityContext.seccompProfile.type", ...own("seccompProfile.type")],
  ),
  cannotDecide(
    "an unknown profile of a container",
    { securityContext: profile("Localhost"), containers: [secured(profile(unknownMark))] },
    own("seccompProfile.type"),
  ),
]);

const procMount = { containers: [secured({ procMount: "Unmasked" })] };
podCases(restrictedProcMount, [
  allows("Default", { containers: [secured({ procMount: "Default" })] }),
  denies("Unmasked", procMount, own("procMount")),
  denies("Unmasked in a user namespace", { hostUsers: false, ...procMount }, own("procMount")),
  denies("it where the namespace is unknown", { hostUsers: unknownMark, ...procMount }, [
    ...own("procMount"),
  ]),
]);

const volume = (source: object) => ({ volumes: [{ name: "v", ...source }] });
podCases(volumeTypes, [
  ...[
    ...["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image"],
    ...["persistentVolumeClaim", "projected", "secret"],
  ].map((type) => allows(type, volume({ [type]: {} }))),
  ...["hostPath", "nfs", "gitRepo", "iscsi", "awsElasticBlockStore"].map((type) =>
    denies(type, volume({ [type]: {} }), ["volumes[0]"]),
  ),
  allows("a volume without a type, which is an emptyDir", volume({})),
  cannotDecide("an unknown volume", { volumes: [unknownMark] }, ["volumes[0]"]),
  allows(
    "a claim whose name is unknown",
    volume({ persistentVolumeClaim: { claimName: unknownMark } }),
  ),
  cannotDecide("a type that may be absent", volume({ secret: unknownMark }), ["volumes[0]"]),
]);
