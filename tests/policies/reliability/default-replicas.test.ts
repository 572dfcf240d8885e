import assert from "node:assert/strict";

import { defaultReplicas } from "../../../policies/reliability/default-replicas.ts";
import { judge, unknownMark } from "../forms.ts";

const object = (apiVersion: string, kind: string, namespace: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: "web", namespace },
  spec,
});
const web = object("apps/v1", "Deployment", "shop", {});
const scaler = (name: string, namespace = "shop", kind = "Deployment") =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", namespace, {
    scaleTargetRef: { kind, name },
  });

describe("reliability-default-replicas in a stack", () => {
  it("leaves the number to an autoscaler that aims at the workload", () => {
    assert.deepEqual(judge(defaultReplicas, [web, scaler("web")]), { fails: [], unknown: [] });
  });

  it("is not content with one for another name, kind or namespace", () => {
    for (const other of [
      scaler("api"),
      scaler("web", "other"),
      scaler("web", "shop", "StatefulSet"),
    ]) {
      assert.deepEqual(judge(defaultReplicas, [web, other]).fails, ["spec.replicas"]);
    }
  });

  it("stays undecided where the autoscaler's target is unknown", () => {
    const { fails, unknown } = judge(defaultReplicas, [web, scaler(unknownMark)]);
    assert.deepEqual({ fails, unknown }, { fails: [], unknown: ["spec.replicas"] });
  });

  it("stays undecided where a namespace is unknown", () => {
    const { unknown } = judge(defaultReplicas, [web, scaler("web", unknownMark)]);
    assert.deepEqual(unknown, ["spec.replicas"]);
  });
});
