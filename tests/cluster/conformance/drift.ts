import { inNamespace, object, type Scenario } from "./scenario.ts";

const namespace = "conform-drift";
const of = (kind: string, name: string, more: object = {}) =>
  object(kind === "Role" ? "rbac.authorization.k8s.io/v1" : "v1", kind, namespace, name, more);

const program = inNamespace(
  namespace,
  `
new k8s.core.v1.ConfigMap("changed", { ...meta("changed", { labels: { x: "1" } }), data: { a: "1" } });
new k8s.core.v1.ConfigMap("stripped", { ...meta("stripped", { labels: { x: "1", y: "2" } }), data: { a: "1" } });
new k8s.core.v1.ConfigMap("deleted", { ...meta("deleted"), data: { a: "1" } });
new k8s.core.v1.ConfigMap("shared", { ...meta("shared"), data: { a: "1" } });
new k8s.core.v1.ConfigMap("remade", { ...meta("remade"), data: { a: "1" } });
new k8s.core.v1.ConfigMap("renamed-key", { ...meta("renamed-key"), data: { a: "1", b: "2" } });
new k8s.core.v1.Secret("secret", { ...meta("secret"), stringData: { a: "hush" } });
new k8s.core.v1.Service("service", { ...meta("service"), spec: { ports: [{ port: 80, name: "a" }, { port: 81, name: "b" }] } });
new k8s.rbac.v1.Role("role", { ...meta("role"), rules: [
  { apiGroups: [""], resources: ["pods"], verbs: ["get"] }, { apiGroups: [""], resources: ["services"], verbs: ["get"] }] });
new k8s.core.v1.ServiceAccount("ignoring", meta("ignoring", { labels: { x: "1", y: "1" } }), { ignoreChanges: ["metadata.labels.x"] });
`,
);
const edited = program.replace(
  'meta("ignoring", { labels: { x: "1", y: "1" } })',
  'meta("ignoring", { labels: { x: "3", y: "3" } })',
);

/** What others do to the objects, what a refresh sees of it, and what the next update mends. */
export const drift: Scenario = {
  name: "drift",
  namespace,
  steps: [
    { name: "creation", run: "up", program },
    {
      name: "refresh after others changed, stripped, deleted and remade objects",
      run: "refresh",
      outside: [
        { merge: of("ConfigMap", "changed"), patch: { metadata: { labels: { x: "9" } } } },
        { merge: of("ConfigMap", "stripped"), patch: { metadata: { labels: { y: null } } } },
        { delete: of("ConfigMap", "deleted") },
        { apply: of("ConfigMap", "shared", { data: { theirs: "1" } }) },
        { delete: of("ConfigMap", "remade") },
        { create: of("ConfigMap", "remade", { data: { a: "1" } }) },
        { merge: of("ConfigMap", "renamed-key"), patch: { data: { b: null, c: "3" } } },
        { merge: of("Secret", "secret"), patch: { data: { a: "bG91ZA==" } } },
        { merge: of("Service", "service"), patch: { spec: { ports: [{ port: 80, name: "a" }] } } },
        { merge: of("Role", "role"), patch: { rules: [] } },
        { merge: of("ServiceAccount", "ignoring"), patch: { metadata: { labels: { x: "2" } } } },
      ],
    },
    { name: "repair", run: "up", program: edited },
    { name: "nothing is left to mend", run: "up" },
    {
      name: "an update meets drift that no refresh has seen",
      run: "up",
      program: edited.replace('labels: { x: "1" }', 'labels: { x: "new" }'),
      outside: [
        { merge: of("ConfigMap", "changed"), patch: { metadata: { labels: { x: "theirs" } } } },
        { delete: of("ConfigMap", "shared") },
      ],
    },
    { name: "a deletion of what is gone already", run: "destroy" },
  ],
};
