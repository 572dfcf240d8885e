import { examinePods } from "./examine.ts";
import { c, spec } from "./pods.ts";

const sha = `sha256:${"0a".repeat(32)}`;
const image = (name: string, more = {}) => spec({ containers: [c({ image: name, ...more })] });
const inEvery = (name: string) => ({
  initContainers: [c({ image: name })],
  containers: [c({ image: name })],
  ephemeralContainers: [c({ image: name })],
});

examinePods("image.digest", {
  good: {
    "a digest": image(`nginx@${sha}`),
    "a tag and a digest": image(`nginx:1.27@${sha}`),
    "a registry with a port": image(`registry.example:5000/a/b@${sha}`),
    "each container": inEvery(`a@${sha}`),
    "latest by digest": image(`nginx:latest@${sha}`),
  },
  bad: {
    "a tag": image("nginx:1.27"),
    nothing: image("nginx"),
    "upper case": image(`nginx@sha256:${"0A".repeat(32)}`),
    "a short one": image("nginx@sha256:abcdef"),
    "a long one": image(`nginx@${sha}0`),
    "another algorithm": image(`nginx@sha512:${"0".repeat(128)}`),
    "an init container": { ...image(`a@${sha}`), initContainers: [c()] },
    "an ephemeral container": { ...image(`a@${sha}`), ephemeralContainers: [c()] },
    "a digest in place of a tag": image(`nginx:${"0a".repeat(32)}`),
  },
});

examinePods("image.latestTag", {
  good: {
    "a version": image("nginx:1.27"),
    "a digest": image(`nginx@${sha}`),
    "a registry with a port": image("registry.example:5000/nginx:1"),
    "latest in the name": image("example/latest:1"),
    "a tag that begins with it": image("nginx:latest-alpine"),
  },
  bad: {
    latest: image("nginx:latest"),
    nothing: image("nginx"),
    "a port and no tag": image("registry.example:5000/nginx"),
    "a path and no tag": image("ghcr.io/a/b"),
    "an init container": { ...image("nginx:1"), initContainers: [c({ image: "busybox" })] },
    "an ephemeral container": {
      ...image("nginx:1"),
      ephemeralContainers: [c({ image: "a:latest" })],
    },
  },
});

examinePods("image.pullPolicyAlways", {
  good: {
    Always: image("nginx:1", { imagePullPolicy: "Always" }),
    latest: image("nginx:latest"),
    "no tag": image("localhost:5000/nginx"),
    "null for latest": image("nginx:latest", { imagePullPolicy: null }),
  },
  bad: {
    IfNotPresent: image("nginx:latest", { imagePullPolicy: "IfNotPresent" }),
    Never: image("nginx", { imagePullPolicy: "Never" }),
    "a version": image("nginx:1"),
    "a digest": image(`nginx@${sha}`),
    "an init container": { ...image("nginx"), initContainers: [c({ image: "a:1" })] },
  },
});

const allowed = (parameters: object, good: string[], bad: string[]) =>
  examinePods(
    "image.registryAllowList",
    {
      good: Object.fromEntries(
        good.map((name) => [`${JSON.stringify(parameters)}: ${name}`, image(name)]),
      ),
      bad: Object.fromEntries(
        bad.map((name) => [`${JSON.stringify(parameters)}: ${name}`, image(name)]),
      ),
      parameters,
    },
    ["Pod", "CronJob"],
  );

allowed({}, ["anything", "evil.example/a:1"], []);
allowed(
  { allowedPrefixes: ["registry.example/", "ghcr.io/shop/"] },
  ["registry.example/a", "ghcr.io/shop/a:1", `ghcr.io/shop/a/b@${sha}`],
  ["nginx", "registry.example.evil.org/a", "ghcr.io/shopping/a", "docker.io/registry.example/a"],
);
allowed(
  { allowedGlobs: ["*.example/*", "quay.io/shop/*"] },
  ["a.example/b:1", "quay.io/shop/a/b:2"],
  ["quay.io/other/a", "nginx:1", "a.example.org/b", "aXexample/b"],
);
allowed(
  { allowedRegistries: ["docker.io", "registry.example:5000", "ghcr.io/shop"] },
  ["nginx", "library/nginx:1", "docker.io/a/b", "registry.example:5000/a", "ghcr.io/shop/a:1"],
  ["registry.example/a", "quay.io/a", "docker.io.evil.example/a", "ghcr.io/shops/a"],
);
allowed(
  { allowedPrefixes: ["docker.io/"], allowedRegistries: ["quay.io"] },
  ["nginx", "quay.io/a"],
  ["ghcr.io/a"],
);

examinePods(
  "image.registryDenyList",
  {
    good: {
      another: image("quay.io/a:1"),
      "a name like it": image("my.k8s.gcr.io/a"),
      "in the path": image("quay.io/k8s.gcr.io/a"),
    },
    bad: {
      "the prefix": image("k8s.gcr.io/pause:3"),
      "the default registry": image("nginx"),
      "the default registry by name": image("docker.io/library/nginx:1"),
      "an init container": {
        ...image("quay.io/a"),
        initContainers: [c({ image: "k8s.gcr.io/a" })],
      },
      "an ephemeral container": {
        ...image("quay.io/a"),
        ephemeralContainers: [c({ image: "docker.io/a" })],
      },
    },
    parameters: { deniedPrefixes: ["k8s.gcr.io/", "docker.io/"] },
  },
  ["Pod", "Deployment", "CronJob"],
);
