import { serviceDangling } from "../../../policies/stack/service-dangling.ts";
import { serviceDuplicateSelector } from "../../../policies/stack/service-duplicate-selector.ts";
import { unknownMark as later } from "../forms.ts";
import { deployment, object, service } from "./objects.ts";
import { accepts, refuses, stackCases, waits } from "./stack-cases.ts";

const web = deployment("web");
const to = (selector: unknown, rest = {}) => ({ selector, ...rest });
const atSelector = (...names: string[]) => names.map((name) => `Service ${name}: spec.selector`);

stackCases(serviceDangling, [
  accepts("a selector of a workload", [web, service("s", to({ app: "web" }))]),
  accepts("a Service without a selector", [service("s", {})]),
  accepts("an empty selector", [service("s", to({}))]),
  accepts("an ExternalName", [service("s", to({ app: "x" }, { type: "ExternalName" }))]),
  accepts("one pod of a StatefulSet", [
    object("apps/v1", "StatefulSet", "db", { template: { metadata: { labels: { app: "db" } } } }),
    service("s", to({ app: "db", "statefulset.kubernetes.io/pod-name": "db-0" })),
  ]),
  accepts("a naked pod", [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", namespace: "shop", labels: { a: "b" } },
    },
    service("s", to({ a: "b" })),
  ]),
  accepts("objects without a stated namespace", [
    deployment("web", { namespace: "" }),
    service("s", to({ app: "web" }), "default"),
  ]),
  refuses("a selector of nothing", [web, service("s", to({ app: "wbe" }))], atSelector("s")),
  refuses(
    "a part of the labels that is wrong",
    [web, service("s", to({ app: "web", a: "b" }))],
    atSelector("s"),
  ),
  refuses("a workload elsewhere", [web, service("s", to({ app: "web" }), "ops")], atSelector("s")),
  waits("an unknown selector", [web, service("s", to(later))], atSelector("s")),
  waits("an unknown value", [web, service("s", to({ app: later }))], atSelector("s")),
  waits("an unknown type", [service("s", to({ app: "x" }, { type: later }))], atSelector("s")),
  waits(
    "unknown labels",
    [deployment("web", { labels: later }), service("s", to({ app: "web" }))],
    atSelector("s"),
  ),
  waits("an unknown namespace", [web, service("s", to({ app: "web" }), later)], atSelector("s")),
  refuses(
    "an unknown value beside a wrong one",
    [web, service("s", to({ app: "x", a: later }))],
    atSelector("s"),
  ),
]);

stackCases(serviceDuplicateSelector, [
  accepts("different selectors", [service("a", to({ app: "a" })), service("b", to({ app: "b" }))]),
  accepts("a wider selector", [
    service("a", to({ app: "a" })),
    service("b", to({ app: "a", x: "y" })),
  ]),
  accepts("the same in another namespace", [
    service("a", to({ app: "a" })),
    service("b", to({ app: "a" }), "ops"),
  ]),
  accepts("two without a selector", [service("a", {}), service("b", {})]),
  accepts("an ExternalName", [
    service("a", to({ app: "a" })),
    service("b", to({ app: "a" }, { type: "ExternalName" })),
  ]),
  refuses(
    "the same selector",
    [service("a", to({ app: "a" })), service("b", to({ app: "a" }))],
    atSelector("a", "b"),
  ),
  refuses(
    "the same in another order",
    [service("a", to({ x: "1", y: "2" })), service("b", to({ y: "2", x: "1" }))],
    atSelector("a", "b"),
  ),
  waits(
    "an unknown value",
    [service("a", to({ app: "a" })), service("b", to({ app: later }))],
    atSelector("a", "b"),
  ),
  waits(
    "an unknown selector",
    [service("a", to({ app: "a" })), service("b", to(later))],
    atSelector("a", "b"),
  ),
  waits(
    "two unknown selectors",
    [service("a", to(later)), service("b", to(later))],
    [...atSelector("a", "b")],
  ),
  accepts("an unknown selector beside an ExternalName", [
    service("a", to({ app: "a" }, { type: "ExternalName" })),
    service("b", to(later)),
  ]),
  accepts("an unknown selector beside one of another namespace", [
    service("a", to({ app: "a" }), "ops"),
    service("b", to(later)),
  ]),
  waits(
    "an unknown type",
    [service("a", to({ app: "a" })), service("b", to({ app: "a" }, { type: later }))],
    atSelector("a", "b"),
  ),
  waits(
    "an unknown namespace",
    [service("a", to({ app: "a" })), service("b", to({ app: "a" }), later)],
    atSelector("a", "b"),
  ),
  accepts("an unknown value beside another label", [
    service("a", to({ app: "a" })),
    service("b", to({ tier: "b", app: later })),
  ]),
  accepts("one alone with an unknown value", [service("b", to({ app: later }))]),
]);
