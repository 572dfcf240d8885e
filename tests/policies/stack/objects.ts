import type { Manifest } from "../forms.ts";

type Rest = Record<string, unknown>;

const meta = (name: unknown, namespace?: unknown, rest: Rest = {}) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  ...rest,
});

/** A Namespace with labels. */
export const namespace = (name: string, labels: Rest = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: meta(name, undefined, { labels }),
});

/** A Deployment of pods with these labels; `spec` goes to the Deployment, `pod` to the pod's spec. */
export const deployment = (
  name: any,
  { namespace = "shop", labels = { app: name } as unknown, spec = {}, pod = {} }: Rest & any = {},
): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: meta(name, namespace),
  spec: { ...spec, template: { metadata: { labels }, spec: pod } },
});

/** A ServiceAccount, its token mounted unless `rest` says otherwise. */
export const account = (name: unknown, namespace: unknown = "shop", rest: Rest = {}): Manifest => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: meta(name, namespace),
  ...rest,
});

/** One rule of a role, in words: verbs, then resources as kubectl names them. */
export const grant = (verbs: string, resources: string, rest: Rest = {}): Rest => {
  const all = resources.split(" ");
  const dot = all[0]!.indexOf(".");
  return {
    verbs: verbs.split(" "),
    apiGroups: [dot < 0 ? "" : all[0]!.slice(dot + 1)],
    resources: all.map((one) => one.replace(/\..*/, "")),
    ...rest,
  };
};

/** Everything, by wildcards. */
export const everything = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };

const rbac = "rbac.authorization.k8s.io";

export const clusterRole = (name: string, rules: unknown, rest: Rest = {}): Manifest => ({
  apiVersion: `${rbac}/v1`,
  kind: "ClusterRole",
  metadata: meta(name),
  rules,
  ...rest,
});

export const role = (name: unknown, rules: unknown, namespace: unknown = "shop"): Manifest => ({
  apiVersion: `${rbac}/v1`,
  kind: "Role",
  metadata: meta(name, namespace),
  rules,
});

/** `ops/logs` as the subject that names this ServiceAccount. */
export const subject = (account: string): Rest => {
  const [namespace, name] = account.split("/");
  return { kind: "ServiceAccount", namespace, name };
};

const roleRef = (ref: string) => {
  const [kind, name] = ref.split(" ");
  return { apiGroup: rbac, kind, name };
};

/** A RoleBinding of `Kind name` to `namespace/name`, or to other subjects. */
export const bind = (
  name: string,
  ref: string,
  to: string | Rest[],
  namespace: unknown = "shop",
): Manifest => ({
  apiVersion: `${rbac}/v1`,
  kind: "RoleBinding",
  metadata: meta(name, namespace),
  roleRef: roleRef(ref),
  subjects: typeof to === "string" ? [subject(to)] : to,
});

/** A ClusterRoleBinding of `Kind name` to `namespace/name`, or to other subjects. */
export const bindCluster = (name: string, ref: string, to: string | Rest[]): Manifest => ({
  ...bind(name, ref, to),
  kind: "ClusterRoleBinding",
  metadata: meta(name),
});

/** Any other object of a namespace. */
export const object = (
  apiVersion: string,
  kind: string,
  name: unknown,
  spec: unknown,
  namespace: unknown = "shop",
): Manifest => ({ apiVersion, kind, metadata: meta(name, namespace), spec });

export const networkPolicy = (name: unknown, spec: unknown, namespace?: unknown) =>
  object("networking.k8s.io/v1", "NetworkPolicy", name, spec, namespace);
export const service = (name: unknown, spec: unknown, namespace?: unknown) =>
  object("v1", "Service", name, spec, namespace);
export const ingress = (name: unknown, spec: unknown, namespace?: unknown) =>
  object("networking.k8s.io/v1", "Ingress", name, spec, namespace);
export const budget = (name: unknown, spec: unknown, namespace?: unknown) =>
  object("policy/v1", "PodDisruptionBudget", name, spec, namespace);

/** A HorizontalPodAutoscaler that aims at a Deployment. */
export const autoscaler = (name: unknown, target: unknown, spec: Rest = {}, namespace?: unknown) =>
  object(
    "autoscaling/v2",
    "HorizontalPodAutoscaler",
    name,
    { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target }, ...spec },
    namespace,
  );
