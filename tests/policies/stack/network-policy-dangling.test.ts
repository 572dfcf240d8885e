import { networkPolicyDanglingPeer } from "../../../policies/stack/network-policy-dangling-peer.ts";
import { networkPolicyDangling } from "../../../policies/stack/network-policy-dangling.ts";
import { unknownMark as later } from "../forms.ts";
import { deployment, namespace, networkPolicy, object } from "./objects.ts";
import { accepts, refuses, stackCases, waits } from "./stack-cases.ts";

const web = deployment("web");
const selects = (app: unknown, rest = {}) => ({ podSelector: { matchLabels: { app } }, ...rest });
const everyPod = (rest = {}) => ({ podSelector: {}, ...rest });
const expression = (key: string, operator: string, values?: unknown) => ({
  podSelector: { matchExpressions: [{ key, operator, ...(values ? { values } : {}) }] },
});

stackCases(networkPolicyDangling, [
  accepts("a selector of a workload", [web, networkPolicy("p", selects("web"))]),
  accepts("an empty selector in an empty namespace", [networkPolicy("p", everyPod())]),
  accepts("an absent selector", [networkPolicy("p", {})]),
  accepts("a selector of a CronJob's pods", [
    object("batch/v1", "CronJob", "sync", {
      jobTemplate: { spec: { template: { metadata: { labels: { app: "sync" } } } } },
    }),
    networkPolicy("p", selects("sync")),
  ]),
  ...[
    ...["apps.kubernetes.io/pod-index", "batch.kubernetes.io/controller-uid"],
    ...["batch.kubernetes.io/job-completion-index", "batch.kubernetes.io/job-name"],
    ...["controller-revision-hash", "controller-uid", "job-name", "pod-template-hash"],
    "statefulset.kubernetes.io/pod-name",
  ].map((label) =>
    accepts(`the label ${label}, which only the controller sets`, [
      web,
      networkPolicy("p", { podSelector: { matchLabels: { app: "web", [label]: "0" } } }),
    ]),
  ),
  accepts("an expression on a label that only the controller sets", [
    web,
    networkPolicy("p", expression("job-name", "Exists")),
  ]),
  refuses(
    "a selector of nothing",
    [web, networkPolicy("p", selects("wbe"))],
    ["NetworkPolicy p: spec.podSelector"],
  ),
  refuses(
    "a selector by expression of nothing",
    [networkPolicy("p", expression("a", "Exists"))],
    ["NetworkPolicy p: spec.podSelector"],
  ),
  refuses(
    "a workload of another namespace",
    [web, networkPolicy("p", selects("web"), "ops")],
    ["NetworkPolicy p: spec.podSelector"],
  ),
  refuses(
    "labels of the Deployment instead of its pods",
    [
      { ...web, metadata: { name: "web", namespace: "shop", labels: { app: "x" } } },
      networkPolicy("p", selects("x")),
    ],
    ["NetworkPolicy p: spec.podSelector"],
  ),
  waits(
    "unknown labels",
    [deployment("web", { labels: later }), networkPolicy("p", selects("web"))],
    ["NetworkPolicy p: spec.podSelector"],
  ),
  waits(
    "an unknown selector",
    [web, networkPolicy("p", { podSelector: later })],
    ["NetworkPolicy p: spec.podSelector"],
  ),
  refuses(
    "a selector of nothing in whatever namespace",
    [web, networkPolicy("p", selects("wbe"), later)],
    ["NetworkPolicy p: spec.podSelector"],
  ),
]);

const peers = (...from: unknown[]) => everyPod({ ingress: [{ from }] });
const app = (name: unknown) => ({ matchLabels: { app: name } });
const inNamespace = (name: unknown) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });
const first = "spec.ingress[0].from[0].podSelector";

stackCases(networkPolicyDanglingPeer, [
  accepts("a peer of the namespace", [web, networkPolicy("p", peers({ podSelector: app("web") }))]),
  accepts("every pod of the namespace", [networkPolicy("p", peers({ podSelector: {} }))]),
  accepts("peers of other kinds", [
    networkPolicy("p", peers({ ipBlock: { cidr: "10.0.0.0/8" } }, { namespaceSelector: {} })),
  ]),
  accepts("a peer in a namespace outside of the stack", [
    web,
    networkPolicy("p", peers({ namespaceSelector: inNamespace("x"), podSelector: app("y") })),
  ]),
  accepts("a peer in any namespace", [
    namespace("shop"),
    networkPolicy("p", peers({ namespaceSelector: {}, podSelector: app("dns") })),
  ]),
  accepts("a peer in a declared namespace", [
    namespace("ops", { team: "ops" }),
    deployment("logs", { namespace: "ops" }),
    networkPolicy("p", peers({ namespaceSelector: team("ops"), podSelector: app("logs") })),
  ]),
  accepts("a peer in a namespace that may be meant", [
    namespace("ops", { team: later }),
    deployment("logs", { namespace: "ops" }),
    networkPolicy("p", peers({ namespaceSelector: team("ops"), podSelector: app("logs") })),
  ]),
  accepts("a peer in one of two namespaces", [
    namespace("ops", { team: "ops" }),
    namespace("dev", { team: "ops" }),
    deployment("logs", { namespace: "ops" }),
    networkPolicy("p", peers({ namespaceSelector: team("ops"), podSelector: app("logs") })),
  ]),
  accepts("a namespace that is declared and is not meant", [
    namespace("shop", { team: "shop" }),
    web,
    networkPolicy(
      "p",
      peers({
        namespaceSelector: { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] },
        podSelector: app("x"),
      }),
    ),
  ]),
  waits(
    "a peer that is not in a namespace that may be meant",
    [
      namespace("ops", { team: later }),
      networkPolicy("p", peers({ namespaceSelector: team("ops"), podSelector: app("logs") })),
    ],
    [`NetworkPolicy p: ${first}`],
  ),
  waits(
    "a peer in a namespace that may be meant beside one that is",
    [
      namespace("ops", { team: later }),
      namespace("dev", { team: "ops" }),
      deployment("logs", { namespace: "ops" }),
      networkPolicy("p", peers({ namespaceSelector: team("ops"), podSelector: app("logs") })),
    ],
    [`NetworkPolicy p: ${first}`],
  ),
  refuses(
    "a peer that is not in the declared namespace",
    [
      namespace("ops", { team: "ops" }),
      deployment("logs"),
      networkPolicy("p", peers({ namespaceSelector: team("ops"), podSelector: app("logs") })),
    ],
    [`NetworkPolicy p: ${first}`],
  ),
  refuses(
    "a peer that is not in a namespace with workloads",
    [
      deployment("logs", { namespace: "ops" }),
      networkPolicy("p", peers({ namespaceSelector: inNamespace("ops"), podSelector: app("x") })),
    ],
    [`NetworkPolicy p: ${first}`],
  ),
  refuses(
    "a peer of nothing",
    [web, networkPolicy("p", peers({ podSelector: app("x") }))],
    [`NetworkPolicy p: ${first}`],
  ),
  refuses(
    "a peer of nothing for egress",
    [web, networkPolicy("p", everyPod({ egress: [{ to: [{ podSelector: app("x") }] }] }))],
    ["NetworkPolicy p: spec.egress[0].to[0].podSelector"],
  ),
  refuses(
    "a peer that is only in another namespace",
    [
      deployment("web", { namespace: "ops" }),
      networkPolicy("p", peers({ podSelector: app("web") })),
    ],
    [`NetworkPolicy p: ${first}`],
  ),
  waits("an unknown peer", [web, networkPolicy("p", peers(later))], [`NetworkPolicy p: ${first}`]),
  waits(
    "unknown peers",
    [web, networkPolicy("p", everyPod({ ingress: [{ from: later }] }))],
    ["NetworkPolicy p: spec.ingress[0].from.podSelector"],
  ),
  waits(
    "unknown rules",
    [web, networkPolicy("p", everyPod({ ingress: later }))],
    ["NetworkPolicy p: spec.ingress.podSelector"],
  ),
  waits(
    "an unknown rule",
    [web, networkPolicy("p", everyPod({ egress: [later] }))],
    ["NetworkPolicy p: spec.egress[0].podSelector"],
  ),
  waits(
    "an unknown value in the peer",
    [web, networkPolicy("p", peers({ podSelector: app(later) }))],
    [`NetworkPolicy p: ${first}`],
  ),
  waits(
    "an unknown namespace of the peer",
    [
      namespace("ops"),
      networkPolicy("p", peers({ namespaceSelector: inNamespace(later), podSelector: app("x") })),
    ],
    [`NetworkPolicy p: ${first}`],
  ),
]);

function team(name: string) {
  return { matchLabels: { team: name } };
}
