import { inNamespace, type Scenario } from "./scenario.ts";

const namespace = "conform-custom";

const crd = (
  name: string,
  schema: string,
) => `new k8s.apiextensions.v1.CustomResourceDefinition("${name}", {
  metadata: { name: "${name}s.conform.test" }, spec: { group: "conform.test", scope: "Namespaced",
    names: { plural: "${name}s", singular: "${name}", kind: "${name[0]!.toUpperCase()}${name.slice(1)}" },
    versions: [{ name: "v1", served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: "object", ${schema} } } }] } })`;

const manifest = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: { name: listed, namespace: ${namespace} }
  data: { a: "1" }
---
apiVersion: v1
kind: Secret
metadata: { name: told, namespace: ${namespace} }
stringData: { a: hush }
---
apiVersion: v1
kind: Service
metadata: { name: told, namespace: ${namespace} }
spec: { clusterIP: None, selector: { app: none }, ports: [{ port: 80 }] }
`;

/** The last comes first: what it depends on is made before it. */
const ordered = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: last
  namespace: ${namespace}-within
  annotations: { config.kubernetes.io/depends-on: /namespaces/${namespace}-within/ConfigMap/first }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: first, namespace: ${namespace}-within }
---
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}-within }
`;

const program = (size: number) =>
  inNamespace(
    namespace,
    `
const defined = ${crd("thing", "x_kubernetes_preserve_unknown_fields: true")};
const wide = ${crd("gadget", `properties: { spec: { type: "object", properties: { size: { type: "integer", default: 7 } } }, status: { type: "object", x_kubernetes_preserve_unknown_fields: true } }`)};
const thing = new k8s.apiextensions.CustomResource("thing", { apiVersion: "conform.test/v1", kind: "Thing", ...meta("thing"),
  spec: { size: ${size}, parts: [{ name: "a", n: 1.5 }, { name: "b" }], none: {}, no: false } }, { dependsOn: defined });
export const size = thing.spec.size;
new k8s.apiextensions.CustomResource("auto-thing", { apiVersion: "conform.test/v1", kind: "Thing", metadata: { namespace },
  spec: { secret: pulumi.secret("hush"), list: ["a", pulumi.secret("hush")] } }, { dependsOn: defined });
const gadget = new k8s.apiextensions.CustomResource("gadget", { apiVersion: "conform.test/v1", kind: "Gadget", ...meta("gadget"), spec: {} }, { dependsOn: wide });
export const byDefault = gadget.spec.size;
new k8s.apiextensions.CustomResourcePatch("thing-patch", { apiVersion: "conform.test/v1", kind: "Thing",
  metadata: { namespace, name: "thing", labels: { size: "${size}" } } }, { dependsOn: thing });
new k8s.yaml.ConfigFile("file", { file: "manifest.yaml", resourcePrefix: "f" }, { dependsOn: ns });
new k8s.yaml.ConfigGroup("group", { yaml: ["apiVersion: v1\\nkind: ConfigMap\\nmetadata: { name: grouped, namespace: ${namespace} }\\ndata: { size: '${size}' }"],
  objs: [{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "grouped", namespace: "${namespace}" } }] }, { dependsOn: ns });
new k8s.yaml.v2.ConfigFile("second-file", { file: "second.yaml" }, { dependsOn: ns });
const second = new k8s.yaml.v2.ConfigGroup("second-group", { resourcePrefix: "g", skipAwait: true, files: ["third*.yaml"],
  yaml: "apiVersion: v1\\nkind: ConfigMap\\nmetadata: { name: v2-grouped, namespace: ${namespace} }\\ndata: { size: '${size}' }",
  objs: [{ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "v2-grouped", namespace: "${namespace}" } }] }, { dependsOn: ns });
export const members = second.resources.apply((all) => all.length);
`,
  );

/** Kinds that a program brings along, and manifests. */
export const custom: Scenario = {
  name: "custom",
  namespace,
  steps: [
    { name: "a preview before the kinds exist", run: "preview", program: program(1) },
    { name: "creation", run: "up" },
    { name: "nothing changed", run: "up" },
    { name: "a preview of changes", run: "preview", program: program(2) },
    { name: "changes", run: "up" },
    { name: "refresh", run: "refresh" },
    { name: "deletion", run: "destroy" },
  ],
  files: {
    "manifest.yaml": manifest,
    "second.yaml": manifest.replaceAll("listed", "v2-listed").replaceAll("told", "v2-told"),
    "third-1.yaml": ordered,
  },
};
