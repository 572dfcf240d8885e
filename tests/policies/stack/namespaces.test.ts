import { defaultDenyMissing } from "../../../policies/stack/default-deny-missing.ts";
import { namespaceWithoutPolicy } from "../../../policies/stack/namespace-without-policy.ts";
import { unknownMark as later } from "../forms.ts";
import { deployment, namespace, networkPolicy } from "./objects.ts";
import { accepts, refuses, stackCases, waits } from "./stack-cases.ts";

const web = deployment("web");
const selects = (app: unknown, rest = {}) => ({ podSelector: { matchLabels: { app } }, ...rest });
const everyPod = (rest = {}) => ({ podSelector: {}, ...rest });
const both = { policyTypes: ["Ingress", "Egress"] };

const shop = namespace("shop");

stackCases(defaultDenyMissing, [
  accepts("a policy that denies both", [shop, networkPolicy("deny", everyPod(both))]),
  accepts("a policy that denies each", [
    shop,
    networkPolicy("in", everyPod({ ingress: [] })),
    networkPolicy("out", everyPod({ policyTypes: ["Egress"], egress: [] })),
  ]),
  accepts("an absent selector", [shop, networkPolicy("deny", both)]),
  accepts("a namespace that the stack does not declare", [web]),
  refuses("a namespace without policies", [shop], ["Namespace shop: metadata.name"]),
  refuses(
    "ingress alone",
    [shop, networkPolicy("deny", everyPod())],
    ["Namespace shop: metadata.name"],
  ),
  refuses(
    "egress alone",
    [shop, networkPolicy("deny", everyPod({ policyTypes: ["Egress"] }))],
    ["Namespace shop: metadata.name"],
  ),
  refuses(
    "a policy for some pods",
    [shop, networkPolicy("deny", selects("web", both))],
    ["Namespace shop: metadata.name"],
  ),
  refuses(
    "a policy that allows something",
    [shop, networkPolicy("allow", everyPod({ ...both, ingress: [{}] }))],
    ["Namespace shop: metadata.name"],
  ),
  refuses(
    "a policy that allows something out",
    [shop, networkPolicy("allow", everyPod({ ...both, egress: [{}] }))],
    ["Namespace shop: metadata.name"],
  ),
  refuses(
    "a policy of another namespace",
    [shop, networkPolicy("deny", everyPod(both), "ops")],
    ["Namespace shop: metadata.name"],
  ),
  waits(
    "unknown rules",
    [shop, networkPolicy("p", everyPod({ ...both, ingress: later }))],
    ["Namespace shop: metadata.name"],
  ),
  waits(
    "an unknown namespace",
    [shop, networkPolicy("p", everyPod(both), later)],
    ["Namespace shop: metadata.name"],
  ),
  waits(
    "an unknown name",
    [namespace(later), networkPolicy("p", everyPod(both))],
    ["Namespace ?: metadata.name"],
  ),
  refuses(
    "an unknown name where nothing denies",
    [namespace(later), networkPolicy("p", selects("web", both))],
    ["Namespace ?: metadata.name"],
  ),
]);

stackCases(namespaceWithoutPolicy, [
  accepts("a namespace with any policy", [shop, networkPolicy("p", selects("x"))]),
  refuses("a namespace without", [shop], ["Namespace shop: metadata.name"]),
  refuses(
    "a policy elsewhere",
    [shop, networkPolicy("p", everyPod(), "ops")],
    ["Namespace shop: metadata.name"],
  ),
  waits(
    "a policy in an unknown namespace",
    [shop, networkPolicy("p", everyPod(), later)],
    ["Namespace shop: metadata.name"],
  ),
]);
