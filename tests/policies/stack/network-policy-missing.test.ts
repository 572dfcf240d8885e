import { networkPolicyBothWays } from "../../../policies/stack/network-policy-both-ways.ts";
import { networkPolicyMissing } from "../../../policies/stack/network-policy-missing.ts";
import { unknownMark as later } from "../forms.ts";
import { deployment, networkPolicy } from "./objects.ts";
import { accepts, refuses, stackCases, waits } from "./stack-cases.ts";

const web = deployment("web");
const selects = (app: unknown, rest = {}) => ({ podSelector: { matchLabels: { app } }, ...rest });
const everyPod = (rest = {}) => ({ podSelector: {}, ...rest });
const both = { policyTypes: ["Ingress", "Egress"] };
const expression = (key: string, operator: string, values?: unknown) => ({
  podSelector: { matchExpressions: [{ key, operator, ...(values ? { values } : {}) }] },
});
const labels = "spec.template.metadata.labels";

stackCases(networkPolicyMissing, [
  accepts("a workload that a policy selects", [web, networkPolicy("p", selects("web"))]),
  accepts("a workload under a policy for every pod", [web, networkPolicy("p", everyPod())]),
  accepts("a workload without namespace under a policy of default", [
    deployment("web", { namespace: "" }),
    networkPolicy("p", everyPod(), "default"),
  ]),
  refuses("a workload without any policy", [web], [`Deployment web: ${labels}`]),
  refuses(
    "a workload that the policy does not select",
    [web, networkPolicy("p", selects("api"))],
    [`Deployment web: ${labels}`],
  ),
  refuses(
    "a policy of another namespace",
    [web, networkPolicy("p", everyPod(), "ops")],
    [`Deployment web: ${labels}`],
  ),
  refuses(
    "a policy without a value that it asks for",
    [web, networkPolicy("p", { podSelector: { matchLabels: { app: "web", tier: "x" } } })],
    [`Deployment web: ${labels}`],
  ),
  accepts("a policy by In", [web, networkPolicy("p", expression("app", "In", ["a", "web"]))]),
  refuses(
    "a policy by In of others",
    [web, networkPolicy("p", expression("app", "In", ["a", "b"]))],
    [`Deployment web: ${labels}`],
  ),
  accepts("a policy by NotIn", [web, networkPolicy("p", expression("app", "NotIn", ["a"]))]),
  accepts("a policy by NotIn of an absent label", [
    web,
    networkPolicy("p", expression("tier", "NotIn", ["a"])),
  ]),
  refuses(
    "a policy by NotIn of its own value",
    [web, networkPolicy("p", expression("app", "NotIn", ["web"]))],
    [`Deployment web: ${labels}`],
  ),
  accepts("a policy by Exists", [web, networkPolicy("p", expression("app", "Exists"))]),
  refuses(
    "a policy by Exists of an absent label",
    [web, networkPolicy("p", expression("tier", "Exists"))],
    [`Deployment web: ${labels}`],
  ),
  accepts("a policy by DoesNotExist", [web, networkPolicy("p", expression("x", "DoesNotExist"))]),
  refuses(
    "a policy by DoesNotExist of a present label",
    [web, networkPolicy("p", expression("app", "DoesNotExist"))],
    [`Deployment web: ${labels}`],
  ),
  refuses(
    "a policy by an operator that does not exist",
    [web, networkPolicy("p", expression("app", "Near", ["web"]))],
    [`Deployment web: ${labels}`],
  ),
  waits(
    "an unknown label of the pods",
    [deployment("web", { labels: { app: later } }), networkPolicy("p", selects("web"))],
    [`Deployment web: ${labels}`],
  ),
  waits(
    "an unknown selector",
    [web, networkPolicy("p", { podSelector: later })],
    [`Deployment web: ${labels}`],
  ),
  waits(
    "an unknown value in a selector",
    [web, networkPolicy("p", selects(later))],
    [`Deployment web: ${labels}`],
  ),
  waits(
    "unknown values of an expression",
    [web, networkPolicy("p", expression("app", "In", later))],
    [`Deployment web: ${labels}`],
  ),
  waits(
    "an unknown namespace of the policy",
    [web, networkPolicy("p", everyPod(), later)],
    [`Deployment web: ${labels}`],
  ),
  waits(
    "an unknown namespace of the workload",
    [deployment("web", { namespace: later }), networkPolicy("p", everyPod())],
    [`Deployment web: ${labels}`],
  ),
  accepts("a known policy beside an unknown one", [
    web,
    networkPolicy("p", { podSelector: later }),
    networkPolicy("q", selects("web")),
  ]),
  refuses(
    "an unknown label that no selector asks for",
    [
      deployment("web", { labels: { app: "web", hash: later } }),
      networkPolicy("p", selects("api")),
    ],
    [`Deployment web: ${labels}`],
  ),
]);

stackCases(networkPolicyBothWays, [
  accepts("a policy for both directions", [web, networkPolicy("p", everyPod(both))]),
  accepts("a policy for each direction", [
    web,
    networkPolicy("p", selects("web", { policyTypes: ["Ingress"] })),
    networkPolicy("q", selects("web", { policyTypes: ["Egress"] })),
  ]),
  accepts("a policy without policyTypes that has egress rules", [
    web,
    networkPolicy("p", everyPod({ egress: [{}] })),
  ]),
  refuses(
    "a policy without policyTypes and without egress rules",
    [web, networkPolicy("p", everyPod({ egress: [] }))],
    [`Deployment web: ${labels}`],
  ),
  refuses(
    "ingress alone",
    [web, networkPolicy("p", everyPod({ policyTypes: ["Ingress"], egress: [{}] }))],
    [`Deployment web: ${labels}`],
  ),
  refuses(
    "egress alone",
    [web, networkPolicy("p", everyPod({ policyTypes: ["Egress"] }))],
    [`Deployment web: ${labels}`],
  ),
  refuses("a workload without any policy", [web], [`Deployment web: ${labels}`]),
  ...["Ingress", "Egress"].map((type) =>
    waits(
      `an unknown selector of the only policy for ${type}`,
      [
        web,
        networkPolicy("p", everyPod({ policyTypes: [type === "Ingress" ? "Egress" : "Ingress"] })),
        networkPolicy("q", { podSelector: later, policyTypes: [type] }),
      ],
      [`Deployment web: ${labels}`],
    ),
  ),
  waits(
    "unknown policyTypes",
    [web, networkPolicy("p", everyPod({ policyTypes: later }))],
    [`Deployment web: ${labels}`],
  ),
  waits(
    "unknown egress rules without policyTypes",
    [web, networkPolicy("p", everyPod({ egress: later }))],
    [`Deployment web: ${labels}`],
  ),
]);
