import { inNamespace, object, type Scenario } from "./scenario.ts";

const namespace = "conform-adoption";
const map = (name: string, more: object = {}) => object("v1", "ConfigMap", namespace, name, more);
const theirs = (name: string) => map(name, { data: { a: "1" } });

const managed = (value: string) => `
new k8s.core.v1.ConfigMapPatch("patch", { metadata: { namespace, name: "patched", labels: { ours: "${value}" } }, data: { b: "${value}" } });
new k8s.core.v1.ConfigMapPatch("forced", { metadata: { namespace, name: "contested", annotations: { "pulumi.com/patchForce": "true" } }, data: { a: "${value}" } });
new k8s.core.v1.ServiceAccountPatch("account", { metadata: { namespace, name: "default", labels: { ours: "${value}" },
  annotations: { "pulumi.com/patchFieldManager": "accountant" } } });
`;
const reading = `
const got = k8s.core.v1.ConfigMap.get("got", "${namespace}/read");
export const gotData = got.data;
new k8s.core.v1.ConfigMap("found", { ...meta("found", { labels: { l: "1" } }), data: { a: "1" } }, { import: "${namespace}/found" });
const kept = new k8s.core.v1.ConfigMap("kept", { ...meta("kept"), data: { a: "1" } }, { retainOnDelete: true });
`;

/** Objects that others made: read, imported, patched, refused, given back. */
export const adoption: Scenario = {
  name: "adoption",
  namespace,
  steps: [
    { name: "a namespace", run: "up", program: inNamespace(namespace, "") },
    {
      name: "reading, importing and patching what others made",
      run: "up",
      outside: [
        { create: theirs("patched") },
        { create: theirs("contested") },
        { create: theirs("read") },
        {
          create: object("v1", "ConfigMap", namespace, "found", {
            data: { a: "1" },
            metadata: { name: "found", namespace, labels: { l: "1" } },
          }),
        },
        { create: theirs("exists") },
        { create: theirs("differs") },
      ],
      program: inNamespace(namespace, reading + managed("1")),
    },
    { name: "nothing changed", run: "up" },
    {
      name: "a preview of other patches",
      run: "preview",
      program: inNamespace(namespace, reading + managed("2")),
    },
    { name: "other patches", run: "up" },
    { name: "refresh", run: "refresh" },
    {
      name: "what exists, what conflicts, what differs from its import, what is not there",
      run: "up",
      program: inNamespace(
        namespace,
        `${reading}${managed("2")}
        new k8s.core.v1.ConfigMap("exists", { ...meta("exists"), data: { b: "1" } });
        new k8s.core.v1.ConfigMapPatch("conflict", { metadata: { namespace, name: "read" }, data: { a: "2" } });
        new k8s.core.v1.ConfigMap("differs", { ...meta("differs"), data: { a: "2" } }, { import: "${namespace}/differs" });
        new k8s.core.v1.ConfigMap("absent", { ...meta("absent"), data: { a: "2" } }, { import: "${namespace}/absent" });
        k8s.core.v1.ConfigMap.get("nowhere", "${namespace}/nowhere");`,
      ),
    },
    { name: "giving back", run: "up", program: inNamespace(namespace, "") },
  ],
};
