import { autoscalerDuplicate } from "../../../policies/stack/autoscaler-duplicate.ts";
import { autoscalerReplicasConflict } from "../../../policies/stack/autoscaler-replicas-conflict.ts";
import { autoscalerTargetMissing } from "../../../policies/stack/autoscaler-target-missing.ts";
import { budgetMissing } from "../../../policies/stack/budget-missing.ts";
import { budgetVersusAutoscaler } from "../../../policies/stack/budget-versus-autoscaler.ts";
import { budgetVersusReplicas } from "../../../policies/stack/budget-versus-replicas.ts";
import { unknownMark as later } from "../forms.ts";
import { autoscaler, budget, deployment, object } from "./objects.ts";
import { accepts, refuses, stackCases, waits } from "./stack-cases.ts";

const web = (replicas?: unknown) =>
  deployment("web", { spec: replicas === undefined ? {} : { replicas } });
const ref = (kind: unknown, name: string, apiVersion?: string) => ({
  scaleTargetRef: { kind, name, ...(apiVersion ? { apiVersion } : {}) },
});
const atTarget = (...names: string[]) =>
  names.map((name) => `HorizontalPodAutoscaler ${name}: spec.scaleTargetRef`);

stackCases(autoscalerTargetMissing, [
  accepts("a workload of the stack", [web(), autoscaler("h", "web")]),
  accepts("a target without apiVersion", [web(), autoscaler("h", "", ref("Deployment", "web"))]),
  accepts("the former group", [
    web(),
    autoscaler("h", "", ref("Deployment", "web", "extensions/v1beta1")),
  ]),
  accepts("a custom kind", [
    object("argoproj.io/v1alpha1", "Rollout", "web", {}),
    autoscaler("h", "", ref("Rollout", "web", "argoproj.io/v1alpha1")),
  ]),
  accepts("a target of the core group", [
    object("v1", "ReplicationController", "web", {}),
    autoscaler("h", "", ref("ReplicationController", "web", "v1")),
  ]),
  refuses("a target that is nowhere", [autoscaler("h", "web")], atTarget("h")),
  refuses(
    "a target of another kind",
    [web(), autoscaler("h", "", ref("StatefulSet", "web"))],
    atTarget("h"),
  ),
  refuses(
    "a target of another group",
    [web(), autoscaler("h", "", ref("Deployment", "web", "v1"))],
    atTarget("h"),
  ),
  refuses("a target elsewhere", [web(), autoscaler("h", "web", {}, "ops")], atTarget("h")),
  waits("an unknown name", [autoscaler("h", later)], atTarget("h")),
  waits("an unknown kind", [autoscaler("h", "", ref(later, "web"))], atTarget("h")),
  waits(
    "an unknown target",
    [web(), autoscaler("h", "", { scaleTargetRef: later })],
    atTarget("h"),
  ),
  waits("an unknown namespace", [web(), autoscaler("h", "web", {}, later)], atTarget("h")),
  waits(
    "a workload with an unknown name",
    [deployment(later), autoscaler("h", "web")],
    atTarget("h"),
  ),
]);

stackCases(autoscalerDuplicate, [
  accepts("two targets", [autoscaler("a", "x"), autoscaler("b", "y")]),
  accepts("two kinds", [autoscaler("a", "x"), autoscaler("b", "", ref("StatefulSet", "x"))]),
  accepts("two namespaces", [autoscaler("a", "x"), autoscaler("b", "x", {}, "ops")]),
  refuses("one target", [autoscaler("a", "x"), autoscaler("b", "x")], atTarget("a", "b")),
  waits("an unknown target", [autoscaler("a", "x"), autoscaler("b", later)], atTarget("a", "b")),
  waits(
    "an unknown namespace",
    [autoscaler("a", "x"), autoscaler("b", "x", {}, later)],
    atTarget("a", "b"),
  ),
  accepts("an unknown target of another kind", [
    autoscaler("a", "x"),
    autoscaler("b", "", ref("StatefulSet", later)),
  ]),
  accepts("an unknown target alone", [autoscaler("b", later)]),
  accepts("an unknown target in another namespace", [
    autoscaler("a", "x"),
    autoscaler("b", later, {}, "ops"),
  ]),
  accepts("another name in an unknown namespace", [
    autoscaler("a", "x"),
    autoscaler("b", "y", {}, later),
  ]),
]);

stackCases(autoscalerReplicasConflict, [
  accepts("replicas left to the autoscaler", [web(), autoscaler("h", "web")]),
  accepts("replicas without an autoscaler", [web(3), autoscaler("h", "api")]),
  accepts("an autoscaler elsewhere", [web(3), autoscaler("h", "web", {}, "ops")]),
  refuses("fixed replicas", [web(3), autoscaler("h", "web")], ["Deployment web: spec.replicas"]),
  waits(
    "unknown replicas",
    [web(later), autoscaler("h", "web")],
    ["Deployment web: spec.replicas"],
  ),
  waits("an unknown target", [web(3), autoscaler("h", later)], ["Deployment web: spec.replicas"]),
  accepts("an unknown target of another kind", [
    object("apps/v1", "StatefulSet", "db", { replicas: 3 }),
    autoscaler("h", later),
  ]),
  accepts("an unknown target elsewhere", [web(3), autoscaler("h", later, {}, "ops")]),
  accepts("another name in an unknown namespace", [web(3), autoscaler("h", "api", {}, later)]),
  refuses(
    "fixed replicas beside an unknown target",
    [web(3), autoscaler("h", "web"), autoscaler("i", later)],
    ["Deployment web: spec.replicas"],
  ),
]);

const forWeb = (rest = {}) => ({ selector: { matchLabels: { app: "web" } }, ...rest });
const atLabels = ["Deployment web: spec.template.metadata.labels"];

stackCases(budgetMissing, [
  accepts("a budget", [web(2), budget("b", forWeb())]),
  accepts("a budget for every pod", [web(2), budget("b", { selector: {} })]),
  accepts("one replica", [web(1)]),
  accepts("replicas that are not stated", [web()]),
  accepts("few replicas by parameter", [web(2)], { minReplicas: 3 }),
  accepts("other kinds", [object("apps/v1", "DaemonSet", "d", { replicas: 3 })]),
  refuses("no budget", [web(2)], atLabels),
  refuses("no budget by parameter", [web(1)], atLabels, { minReplicas: 1 }),
  refuses(
    "a StatefulSet without a budget",
    [object("apps/v1", "StatefulSet", "db", { replicas: 3 })],
    ["StatefulSet db: spec.template.metadata.labels"],
  ),
  refuses("a budget without a selector: it selects nothing", [web(2), budget("b", {})], atLabels),
  refuses(
    "a budget for others",
    [web(2), budget("b", { selector: { matchLabels: { app: "x" } } })],
    atLabels,
  ),
  refuses("a budget elsewhere", [web(2), budget("b", forWeb(), "ops")], atLabels),
  refuses(
    "replicas of an autoscaler",
    [web(), autoscaler("h", "web", { minReplicas: 2 })],
    atLabels,
  ),
  accepts("an autoscaler that may leave one", [web(), autoscaler("h", "web")]),
  waits("unknown replicas", [web(later)], atLabels),
  waits("an unknown selector", [web(2), budget("b", { selector: later })], atLabels),
  waits(
    "an autoscaler that may be its own",
    [web(), autoscaler("h", later, { minReplicas: 2 })],
    atLabels,
  ),
]);

const needs = (minAvailable: unknown) => budget("b", forWeb({ minAvailable }));
const atMinimum = ["PodDisruptionBudget b: spec.minAvailable"];

stackCases(budgetVersusReplicas, [
  accepts("less than the replicas", [web(3), needs(2)]),
  accepts("a percentage: the rule is on numbers", [web(3), needs("90%")]),
  accepts("maxUnavailable", [web(1), budget("b", forWeb({ maxUnavailable: 1 }))]),
  accepts("nothing needed of nothing", [web(0), needs(0)]),
  accepts("kinds without replicas", [
    object("apps/v1", "DaemonSet", "d", { template: { metadata: { labels: { app: "web" } } } }),
    needs(1),
  ]),
  accepts("a workload that an autoscaler scales", [
    web(),
    autoscaler("h", "web", { minReplicas: 3 }),
    needs(2),
  ]),
  accepts("a workload that it does not select", [
    web(1),
    budget("b", { selector: { matchLabels: { app: "x" } }, minAvailable: 1 }),
  ]),
  refuses("as many as the replicas", [web(2), needs(2)], atMinimum),
  ...[
    ["apps/v1", "StatefulSet"],
    ["apps/v1", "ReplicaSet"],
    ["v1", "ReplicationController"],
  ].map(([version, kind]) =>
    refuses(
      `as many as those of a ${kind}`,
      [
        object(version!, kind!, "r", {
          replicas: 2,
          template: { metadata: { labels: { app: "web" } } },
        }),
        needs(2),
      ],
      atMinimum,
    ),
  ),
  refuses("more than the replicas", [web(2), needs(3)], atMinimum),
  refuses("one of one", [web(), needs(1)], atMinimum),
  refuses(
    "a budget for every pod",
    [web(2), budget("b", { selector: {}, minAvailable: 2 })],
    atMinimum,
  ),
  waits("unknown replicas", [web(later), needs(2)], atMinimum),
  waits("an unknown minimum", [web(2), needs(later)], atMinimum),
  waits(
    "unknown labels",
    [deployment("web", { labels: later, spec: { replicas: 2 } }), needs(2)],
    atMinimum,
  ),
  waits("an autoscaler that may be its own", [web(2), autoscaler("h", later), needs(2)], atMinimum),
]);

const scaled = (minReplicas?: unknown) => [
  web(),
  autoscaler("h", "web", minReplicas === undefined ? {} : { minReplicas }),
];

stackCases(budgetVersusAutoscaler, [
  accepts("less than the minimum", [...scaled(3), needs(2)]),
  accepts("half of the minimum", [...scaled(2), needs("50%")]),
  accepts("workloads without an autoscaler", [web(2), needs(2)]),
  accepts("maxUnavailable", [...scaled(1), budget("b", forWeb({ maxUnavailable: 1 }))]),
  accepts("nothing needed", [...scaled(1), needs(0)]),
  refuses("as many as the minimum", [...scaled(2), needs(2)], atMinimum),
  refuses("more than the minimum", [...scaled(2), needs(3)], atMinimum),
  refuses("one of the minimum by default", [...scaled(), needs(1)], atMinimum),
  refuses("a percentage that rounds up to all", [...scaled(2), needs("51%")], atMinimum),
  refuses("two thirds and a bit", [...scaled(3), needs("67%")], atMinimum),
  accepts("two thirds", [...scaled(3), needs("66%")]),
  accepts("what is no percentage", [...scaled(3), needs("100%x")]),
  accepts("what is no percentage either", [...scaled(3), needs("x100%")]),
  accepts("nothing needed of unknown replicas", [
    ...scaled(later),
    budget("b", forWeb({ maxUnavailable: 1 })),
  ]),
  waits("an unknown minimum of the autoscaler", [...scaled(later), needs(2)], atMinimum),
  waits("an unknown minimum of the budget", [...scaled(2), needs(later)], atMinimum),
  waits(
    "an unknown target",
    [web(), autoscaler("h", later, { minReplicas: 2 }), needs(2)],
    atMinimum,
  ),
]);
