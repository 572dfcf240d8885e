import { imageDigest } from "../../../policies/security/image-digest.ts";
import { imageLatestTag } from "../../../policies/security/image-latest-tag.ts";
import { imagePullPolicy } from "../../../policies/security/image-pull-policy.ts";
import { imageRegistryAllowList } from "../../../policies/security/image-registry-allow-list.ts";
import { imageRegistryDenyList } from "../../../policies/security/image-registry-deny-list.ts";
import { allows, cannotDecide, denies, podCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const image = (reference: string, rest: object = {}) => ({
  containers: [{ name: "app", image: reference, ...rest }],
});
const field = ["containers[0].image"];

podCases(imageDigest, [
  allows("a digest", image(`nginx@${digest}`)),
  allows("a tag and a digest", image(`localhost:5000/nginx:1.29@${digest}`)),
  allows("a container that names none", { containers: [{ name: "app" }] }),
  denies("a tag", image("nginx:1.29"), field),
  denies("a digest in capitals", image(`nginx@${digest.toUpperCase()}`), field),
  denies("an algorithm that ends so", image(`nginx@x${digest}`), field),
  denies("a digest that is too short", image(`nginx@${digest.slice(0, -1)}`), field),
  denies("a digest that is too long", image(`nginx@${digest}0`), field),
  denies("another algorithm", image(`nginx@sha512:${"0".repeat(64)}`), field),
  denies("an image volume", { volumes: [{ name: "v", image: { reference: "data:1" } }] }, [
    "volumes[0].image.reference",
  ]),
  cannotDecide("an unknown image", image(unknownMark), field),
]);

podCases(imageLatestTag, [
  allows("a version", image("nginx:1.29")),
  allows("a version from a registry with a port", image("localhost:5000/nginx:1.29")),
  allows("a digest alone", image(`nginx@${digest}`)),
  denies("no tag", image("nginx"), field),
  denies("no tag from a registry with a port", image("localhost:5000/nginx"), field),
  denies("latest", image("ghcr.io/a/b:latest"), field),
  denies("latest beside a digest", image(`nginx:latest@${digest}`), field),
  allows("a version that begins so", image("nginx:latest-1")),
  cannotDecide("an unknown image", image(unknownMark), field),
]);

const policyField = ["containers[0].imagePullPolicy"];
podCases(imagePullPolicy, [
  allows("Always", image("nginx:1", { imagePullPolicy: "Always" })),
  allows("the default of latest", image("nginx:latest")),
  allows("the default of no tag", image("nginx")),
  allows("the default where the policy is empty", image("nginx", { imagePullPolicy: "" })),
  denies("IfNotPresent", image("nginx", { imagePullPolicy: "IfNotPresent" }), policyField),
  denies("the default of a version", image("nginx:1"), policyField),
  denies("the default of a digest", image(`nginx@${digest}`), policyField),
  cannotDecide("an unknown policy", image("nginx", { imagePullPolicy: unknownMark }), policyField),
  cannotDecide("the default of an unknown image", image(unknownMark), policyField),
]);

const prefixes = { allowedPrefixes: ["ghcr.io/shop/", "docker.io/library/"] };
podCases(imageRegistryAllowList, [
  allows("everything without a list", image("evil.example.com/x")),
  allows("an allowed beginning", image("ghcr.io/shop/app:1"), prefixes),
  allows("the same image in short", image("nginx:1"), prefixes),
  denies("another beginning", image("ghcr.io/other/app:1"), field, prefixes),
  denies("the beginning in the middle", image("x.io/ghcr.io/shop/a"), field, prefixes),
  allows("a pattern", image("eu.example.com/a/b:1"), { allowedGlobs: ["*.example.com/*"] }),
  allows("the first of two patterns", image("eu.example.com/a"), {
    allowedGlobs: ["eu.example.com/*", "us.example.com/*"],
  }),
  allows("a pattern of the image in full", image("nginx:1"), {
    allowedGlobs: ["docker.io/library/*"],
  }),
  allows("the second of two registries", image("quay.io/a"), {
    allowedRegistries: ["ghcr.io", "quay.io"],
  }),
  allows("a pattern with ?", image("r1.io/a"), { allowedGlobs: ["r?.io/*"] }),
  denies("what a pattern only holds", image("eu.example.com/a"), field, {
    allowedGlobs: ["example.com/*"],
  }),
  denies("a dot taken for any character", image("euxexample.com/a"), field, {
    allowedGlobs: ["eu.example.com/*"],
  }),
  allows("a registry", image("quay.io/a/b:1"), { allowedRegistries: ["quay.io"] }),
  allows("a path of a registry", image("quay.io/a/b:1"), { allowedRegistries: ["quay.io/a/"] }),
  allows("the default registry", image("nginx"), { allowedRegistries: ["docker.io"] }),
  denies("a registry that begins so", image("quay.io.evil.com/a"), field, {
    allowedRegistries: ["quay.io"],
  }),
  cannotDecide("an unknown image", image(unknownMark), field, prefixes),
  allows("an unknown image without a list", image(unknownMark)),
]);

const denied = { deniedPrefixes: ["docker.io/", "quay.io/evil"] };
podCases(imageRegistryDenyList, [
  allows("everything without a list", image("docker.io/x")),
  allows("another beginning", image("quay.io/good:1"), denied),
  denies("a denied beginning", image("quay.io/evil:1"), field, denied),
  denies("the same image in short", image("nginx"), field, denied),
  denies(
    "an init container",
    { initContainers: [{ name: "i", image: "quay.io/evil/a" }] },
    ["initContainers[0].image"],
    denied,
  ),
  cannotDecide("an unknown image", image(unknownMark), field, denied),
  allows("an unknown image without a list", image(unknownMark)),
]);
