import { examinePods } from "./examine.ts";
import { c, spec } from "./pods.ts";

const resources = (requests: unknown, limits: unknown) =>
  spec({ containers: [c({ resources: { requests, limits } })] });
const all = { cpu: "100m", memory: "64Mi" };
const sized = { resources: { requests: all, limits: all } };

const lacking = (control: string, bound: "requests" | "limits", resource: "cpu" | "memory") => {
  const other = resource === "cpu" ? "memory" : "cpu";
  const only = (value: unknown) =>
    spec({ containers: [c({ resources: { [bound]: { [resource]: value } } })] });
  examinePods(control, {
    good: {
      "a text": only("1"),
      "a number": only(1),
      "a fraction": only(0.5),
      all: resources(all, all),
      "ephemeral containers, which cannot": {
        containers: [c(sized)],
        ephemeralContainers: [c({ name: "e" })],
      },
    },
    bad: {
      nothing: spec(),
      "the other resource": spec({ containers: [c({ resources: { [bound]: { [other]: "1" } } })] }),
      "the other bound": resources(
        bound === "requests" ? undefined : all,
        bound === "limits" ? undefined : all,
      ),
      null: only(null),
      "one container of two": { containers: [c(sized), c({ name: "b" })] },
      "an init container": { containers: [c(sized)], initContainers: [c({ name: "i" })] },
    },
  });
};
lacking("resources.cpuLimit", "limits", "cpu");
lacking("resources.cpuRequest", "requests", "cpu");
lacking("resources.memoryLimit", "limits", "memory");
lacking("resources.memoryRequest", "requests", "memory");

examinePods("resources.requestsAndLimits", {
  good: {
    "all four": resources(all, all),
    numbers: resources({ cpu: 1, memory: 1e9 }, { cpu: 2, memory: 2e9 }),
    more: resources({ ...all, "ephemeral-storage": "1Gi" }, all),
    "two containers": { containers: [c(sized), c({ name: "b", ...sized })] },
  },
  bad: {
    nothing: spec(),
    "no limits": resources(all, {}),
    "no CPU limit": resources(all, { memory: "1Gi" }),
    "no requests, though limits stand in": resources(undefined, all),
    "an init container": { containers: [c(sized)], initContainers: [c({ name: "i" })] },
  },
});

examinePods("resources.requestsAndMemoryLimit", {
  good: {
    "all four": resources(all, all),
    "no CPU limit": resources(all, { memory: "1Gi" }),
    numbers: resources({ cpu: 1, memory: 1 }, { memory: 1 }),
    "init containers, too": {
      containers: [c(sized)],
      initContainers: [c({ name: "i", ...sized })],
    },
  },
  bad: {
    "no memory limit": resources(all, { cpu: "1" }),
    "no CPU request": resources({ memory: "1Gi" }, all),
    "no memory request": resources({ cpu: "1" }, all),
    "an init container": { containers: [c(sized)], initContainers: [c({ name: "i" })] },
    nothing: spec(),
  },
});

const limits = (cpu: unknown, memory: unknown) => resources(undefined, { cpu, memory });

examinePods("resources.maxLimits", {
  parameters: { cpu: "200m", memory: "1Gi" },
  good: {
    "at the bound": limits("200m", "1Gi"),
    below: limits("0.1", "512Mi"),
    "other units": limits("0.2", "1048576Ki"),
    numbers: limits(0.2, 1073741824),
    exponents: limits("2e-1", "1e9"),
  },
  bad: {
    "too much CPU": limits("201m", "1Gi"),
    "too much memory": limits("100m", "1025Mi"),
    "whole cores": limits(1, "1Gi"),
    "no limit": spec(),
    "no memory limit": limits("100m", undefined),
    "no CPU limit": limits(null, "1Gi"),
    "an init container": { ...limits("1m", "1Mi"), initContainers: [c({ name: "i" })] },
    "decimal units": limits("1m", "2G"),
  },
});

const dir = (emptyDir: unknown, more: object = {}) =>
  spec({
    volumes: [{ name: "v", emptyDir }],
    containers: [c({ volumeMounts: [{ name: "v", mountPath: "/v" }], ...more })],
  });
const storage = { "ephemeral-storage": "1Gi" };

examinePods("resources.emptyDirSizeLimit", {
  good: {
    "a limit": dir({ sizeLimit: "1Gi" }),
    "a number": dir({ sizeLimit: 1024, medium: "Memory" }),
    "bounds of the container": dir({}, { resources: { requests: storage, limits: storage } }),
    "not mounted": spec({ volumes: [{ name: "v", emptyDir: {} }] }),
    "another volume": spec({ volumes: [{ name: "v", configMap: { name: "a" } }] }),
  },
  bad: {
    nothing: dir({}),
    memory: dir({ medium: "Memory" }),
    null: dir({ sizeLimit: null }),
    "a request alone": dir({}, { resources: { requests: storage } }),
    "a limit alone": dir({}, { resources: { limits: storage } }),
    "an init container": spec({
      volumes: [{ name: "v", emptyDir: {} }],
      initContainers: [c({ name: "i", volumeMounts: [{ name: "v", mountPath: "/v" }] })],
    }),
  },
});
