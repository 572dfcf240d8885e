import { anyProbe } from "../../../policies/reliability/any-probe.ts";
import { cpuLimit } from "../../../policies/reliability/cpu-limit.ts";
import { cpuRequest } from "../../../policies/reliability/cpu-request.ts";
import { duplicateEnv } from "../../../policies/reliability/duplicate-env.ts";
import { emptyDirSizeLimit } from "../../../policies/reliability/empty-dir-size-limit.ts";
import { identicalProbes } from "../../../policies/reliability/identical-probes.ts";
import { livenessAndReadiness } from "../../../policies/reliability/liveness-and-readiness.ts";
import { livenessProbe } from "../../../policies/reliability/liveness-probe.ts";
import { maxLimits } from "../../../policies/reliability/max-limits.ts";
import { memoryLimit } from "../../../policies/reliability/memory-limit.ts";
import { memoryRequest } from "../../../policies/reliability/memory-request.ts";
import { readinessProbe } from "../../../policies/reliability/readiness-probe.ts";
import { requestsAndLimits } from "../../../policies/reliability/requests-and-limits.ts";
import { requestsAndMemoryLimit } from "../../../policies/reliability/requests-and-memory-limit.ts";
import { allows, cannotDecide, denies, objectCases, podCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const bare = { containers: [{ name: "app" }] };
const first = (...paths: string[]) => paths.map((path) => `containers[0].${path}`);
const app = (rest: object) => ({ containers: [{ name: "app", ...rest }] });

const env = (...names: unknown[]) => app({ env: names.map((name) => ({ name })) });
podCases(duplicateEnv, [
  allows("different names", env("A", "B")),
  allows("the same name in two containers", {
    containers: [
      { name: "a", env: [{ name: "A" }] },
      { name: "b", env: [{ name: "A" }] },
    ],
  }),
  denies("the same name", env("A", "B", "A"), first("env[2].name")),
  cannotDecide("an unknown name", env("A", unknownMark), first("env[1].name")),
  allows("an unknown name alone", env(unknownMark)),
  cannotDecide("unknown variables", app({ env: unknownMark }), first("env")),
]);

const probe = { httpGet: { path: "/healthz", port: 80 } };
const probes = [
  [livenessProbe, "livenessProbe"],
  [readinessProbe, "readinessProbe"],
] as const;
for (const [rule, name] of probes) {
  podCases(rule, [
    ...["exec", "httpGet", "tcpSocket", "grpc"].map((handler) =>
      allows(`a probe by ${handler}`, app({ [name]: { [handler]: {} } })),
    ),
    denies("none", bare, first(name)),
    denies("another probe", app({ startupProbe: probe }), first(name)),
    denies("a probe that does not say how", app({ [name]: { periodSeconds: 1 } }), first(name)),
    allows("init and ephemeral containers, which have none", {
      initContainers: [{ name: "i" }],
      ephemeralContainers: [{ name: "e" }],
    }),
    cannotDecide("an unknown probe", app({ [name]: unknownMark }), first(name)),
    allows("a probe with an unknown part", app({ [name]: { httpGet: { port: unknownMark } } })),
    cannotDecide("unknown containers", { containers: unknownMark }, ["containers"]),
  ]);
  objectCases(rule, [
    allows("a Job", { apiVersion: "batch/v1", kind: "Job", spec: { template: { spec: bare } } }),
    allows("a CronJob", {
      apiVersion: "batch/v1",
      kind: "CronJob",
      spec: { jobTemplate: { spec: { template: { spec: bare } } } },
    }),
  ]);
}

podCases(anyProbe, [
  ...["livenessProbe", "readinessProbe", "startupProbe"].map((name) =>
    allows(`a ${name}`, app({ [name]: probe })),
  ),
  denies("none", bare, ["containers[0]"]),
  cannotDecide("an unknown probe", app({ startupProbe: unknownMark }), ["containers[0]"]),
]);

podCases(livenessAndReadiness, [
  allows("both", app({ livenessProbe: probe, readinessProbe: probe })),
  denies("one", app({ livenessProbe: probe }), first("readinessProbe")),
  denies("the other", app({ readinessProbe: probe }), first("livenessProbe")),
  denies("none", bare, first("livenessProbe", "readinessProbe")),
]);

const pair = (livenessProbe: unknown, readinessProbe: unknown) =>
  app({ livenessProbe, readinessProbe });
podCases(identicalProbes, [
  denies("the same probe", pair(probe, { ...probe }), first("livenessProbe")),
  ...[
    ...[{ initialDelaySeconds: 0 }, { timeoutSeconds: 1 }, { periodSeconds: 10 }],
    ...[{ successThreshold: 1 }, { failureThreshold: 3 }],
  ].map((stated) =>
    denies(
      `the same but for the default ${JSON.stringify(stated)}`,
      pair({ ...probe, ...stated }, probe),
      first("livenessProbe"),
    ),
  ),
  denies(
    "the same but for defaults of the request",
    pair({ httpGet: { port: 80 } }, { httpGet: { port: 80, path: "/", scheme: "HTTP" } }),
    first("livenessProbe"),
  ),
  allows("an unknown livenessProbe alone", app({ livenessProbe: unknownMark })),
  allows("an unknown readinessProbe alone", app({ readinessProbe: unknownMark })),
  allows("none", bare),
  allows("another path", pair(probe, { httpGet: { path: "/ready", port: 80 } })),
  allows("another threshold", pair({ ...probe, failureThreshold: 5 }, probe)),
  allows("another command", pair({ exec: { command: ["a"] } }, { exec: { command: ["a", "b"] } })),
  allows("one alone", app({ livenessProbe: probe })),
  allows(
    "a difference beside an unknown",
    pair({ ...probe, timeoutSeconds: unknownMark }, { tcpSocket: { port: 80 } }),
  ),
  cannotDecide(
    "an unknown part",
    pair(probe, { httpGet: { path: "/healthz", port: unknownMark } }),
    [...first("livenessProbe")],
  ),
]);

const all = { requests: { cpu: "1m", memory: "1Mi" }, limits: { cpu: "1m", memory: "1Mi" } };
const without = (bound: "requests" | "limits", resource: "cpu" | "memory") =>
  app({ resources: { ...all, [bound]: { ...all[bound], [resource]: undefined } } });
const single = [
  [cpuLimit, "limits", "cpu"],
  [cpuRequest, "requests", "cpu"],
  [memoryLimit, "limits", "memory"],
  [memoryRequest, "requests", "memory"],
] as const;
for (const [rule, bound, resource] of single) {
  const path = `resources.${bound}.${resource}`;
  podCases(rule, [
    allows("what is stated", app({ resources: { [bound]: { [resource]: "1" } } })),
    denies("what is not", without(bound, resource), first(path)),
    denies("a container that says nothing", bare, first(path)),
    denies("an empty text", app({ resources: { [bound]: { [resource]: "" } } }), first(path)),
    denies("zero", app({ resources: { [bound]: { [resource]: "0" } } }), first(path)),
    denies("an init container", { initContainers: [{ name: "i" }] }, [`initContainers[0].${path}`]),
    allows("an ephemeral container, which may not", { ephemeralContainers: [{ name: "e" }] }),
    allows("what the pod states for all", { resources: { [bound]: { [resource]: "1" } }, ...bare }),
    cannotDecide("an unknown value", app({ resources: { [bound]: { [resource]: unknownMark } } }), [
      ...first(path),
    ]),
    cannotDecide("unknown resources", app({ resources: unknownMark }), first(path)),
  ]);
}

podCases(requestsAndLimits, [
  allows("all four", app({ resources: all })),
  ...single.map(([, bound, resource]) =>
    denies(`no ${resource} in ${bound}`, without(bound, resource), [
      ...first(`resources.${bound}.${resource}`),
    ]),
  ),
]);
podCases(requestsAndMemoryLimit, [
  allows("all four", app({ resources: all })),
  allows("all but the limit of CPU", without("limits", "cpu")),
  ...single
    .slice(1)
    .map(([, bound, resource]) =>
      denies(`no ${resource} in ${bound}`, without(bound, resource), [
        ...first(`resources.${bound}.${resource}`),
      ]),
    ),
]);

const limits = (cpu: unknown, memory: unknown) => app({ resources: { limits: { cpu, memory } } });
const ofPod = (cpu: string, memory: string) => ({
  ...bare,
  resources: { limits: { cpu, memory } },
});
const bounds = { cpu: "1", memory: "1Gi" };
podCases(maxLimits, [
  allows("any limits without bounds", limits("64", "1Ti")),
  denies("no limits", bare, first("resources.limits.cpu", "resources.limits.memory")),
  allows("the bounds", limits("1000m", "1024Mi"), bounds),
  denies("more CPU", limits("1001m", "1Gi"), first("resources.limits.cpu"), bounds),
  denies("more memory", limits(1, 1073741825), first("resources.limits.memory"), bounds),
  denies("what is no quantity", limits("1", "lots"), first("resources.limits.memory"), bounds),
  allows("the bounds for the pod as a whole", ofPod("1", "1Gi"), bounds),
  denies("more for the pod as a whole", ofPod("2", "1Gi"), first("resources.limits.cpu"), bounds),
  cannotDecide(
    "an unknown limit of the pod",
    { ...limits("1", "1Gi"), resources: unknownMark },
    first("resources.limits.cpu", "resources.limits.memory"),
    bounds,
  ),
  allows("an unknown limit of the pod without bounds", {
    ...limits("1", "1Gi"),
    resources: unknownMark,
  }),
  cannotDecide(
    "an unknown limit",
    limits(unknownMark, "1Gi"),
    first("resources.limits.cpu"),
    bounds,
  ),
]);

const storage = {
  requests: { "ephemeral-storage": "1Gi" },
  limits: { "ephemeral-storage": "1Gi" },
};
const emptyDir = (given: unknown, resources: object = {}, mount: unknown = "tmp") => ({
  volumes: [{ name: "tmp", emptyDir: given }],
  containers: [{ name: "app", resources, volumeMounts: [{ name: mount }] }],
});
const sizeField = ["volumes[0].emptyDir.sizeLimit"];
podCases(emptyDirSizeLimit, [
  allows("a size limit", emptyDir({ sizeLimit: "1Gi" })),
  allows("a storage limit", emptyDir({}, storage)),
  allows("a volume that nobody mounts", emptyDir({}, {}, "other")),
  allows("another kind of volume", { ...emptyDir({}), volumes: [{ name: "tmp", secret: {} }] }),
  denies("neither", emptyDir({}), sizeField),
  denies("a request alone", emptyDir({}, { requests: storage.requests }), sizeField),
  denies("a limit alone", emptyDir({}, { limits: storage.limits }), sizeField),
  cannotDecide("an unknown limit", emptyDir({ sizeLimit: unknownMark }), sizeField),
  cannotDecide("an unknown mount", emptyDir({}, {}, unknownMark), sizeField),
  cannotDecide(
    "unknown mounts",
    {
      volumes: [{ name: "tmp", emptyDir: {} }],
      containers: [{ name: "app", volumeMounts: unknownMark }],
    },
    sizeField,
  ),
]);
