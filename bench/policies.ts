import { performance } from "node:perf_hooks";

import { judgeStack } from "../policies/engine/evaluate.ts";
import { fromManifest } from "../policies/engine/normalise.ts";
import { Stack } from "../policies/engine/stack.ts";
import { rules } from "../policies/rules.ts";
import { runByHand } from "./by-hand.ts";

type Manifest = Record<string, unknown>;

/** What one number of manifests took. */
export interface Judged {
  manifests: number;
  seconds: number;
  /** Whether the findings were the same with the manifests in the opposite order. */
  orderIndependent: boolean;
}

const perService = 9;

/** Judges stacks of growing size by every rule; run as `node bench/policies.ts`. */
export function benchPolicies(sizes: number[] = [1_000, 3_000, 10_000]): Judged[] {
  judge(manifestsOf(100)); // so that the first size does not pay for compilation
  return sizes.map((manifests) => {
    const given = manifestsOf(manifests);
    const started = performance.now();
    const found = judge(given);
    const seconds = (performance.now() - started) / 1000;
    const reversed = judge([...given].reverse());
    return { manifests, seconds, orderIndependent: found.join("\n") === reversed.join("\n") };
  });
}

function judge(manifests: Manifest[]): string[] {
  const stack = new Stack(manifests.flatMap((one) => fromManifest(one, { label: "bench" })));
  return rules
    .flatMap((rule) => judgeStack(rule, stack).map((outcome) => ({ rule, outcome })))
    .map(({ rule, outcome: { verdict, object, field } }) =>
      [rule.id, verdict, object.kind, String(object.namespace), String(object.name), field].join(
        " ",
      ),
    )
    .sort();
}

function manifestsOf(count: number): Manifest[] {
  const services = Math.ceil(count / perService);
  return Array.from({ length: services }, (_, index) => service(index))
    .flat()
    .slice(0, count);
}

/** A web service with all that belongs to it, in one of many namespaces. */
function service(index: number): Manifest[] {
  const name = `web-${index}`;
  const metadata = { name, namespace: `team-${index % 40}` };
  const labels = { app: name };
  const selector = { matchLabels: labels };
  const backend = { service: { name, port: { number: 80 } } };
  const container = { name: "web", image: `registry.example.com/web:${index}`, ports: [] };
  const target = { apiVersion: "apps/v1", kind: "Deployment", name };
  const pod = { serviceAccountName: name, containers: [container] };
  const rbac = "rbac.authorization.k8s.io";
  const rule = { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] };
  const subjects = [{ kind: "ServiceAccount", ...metadata }];
  const of = (apiVersion: string, kind: string, rest: Manifest) => ({
    apiVersion,
    kind,
    metadata,
    ...rest,
  });
  return [
    of("apps/v1", "Deployment", {
      spec: { selector, template: { metadata: { labels }, spec: pod } },
    }),
    of("v1", "ServiceAccount", { automountServiceAccountToken: false }),
    of("v1", "Service", { spec: { selector: labels, ports: [{ port: 80 }] } }),
    of("networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: selector } }),
    of("policy/v1", "PodDisruptionBudget", { spec: { selector, maxUnavailable: 1 } }),
    of("autoscaling/v2", "HorizontalPodAutoscaler", {
      spec: { minReplicas: 2, scaleTargetRef: target },
    }),
    of("networking.k8s.io/v1", "Ingress", {
      spec: { rules: [{ host: `${name}.example.com`, http: { paths: [{ path: "/", backend }] } }] },
    }),
    of(`${rbac}/v1`, "Role", { rules: [rule] }),
    of(`${rbac}/v1`, "RoleBinding", { subjects, roleRef: { apiGroup: rbac, kind: "Role", name } }),
  ];
}

if (import.meta.main) {
  await runByHand({
    name: "policies",
    details:
      "Judges 1,000, 3,000 and 10,000 manifests by every policy, and says how long each took and\n" +
      "whether the order of the manifests matters. Needs no cluster.",
    needed: [],
    may: {},
    examples: [["node bench/policies.ts", "takes some seconds"]],
    measure: async () => benchPolicies(),
    show: (judged) => console.table(judged),
  });
}
