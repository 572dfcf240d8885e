import assert from "node:assert/strict";

import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

import { canConcern, walkedByType } from "../../../policies/engine/speed.ts";
import { policies } from "../../../policies/policies.ts";
import { rules } from "../../../policies/rules.ts";
import { allows } from "../cases.ts";
import { formsOf } from "../forms.ts";

const rule = (id: string) => rules.find((one) => one.id === id)!;

describe("canConcern", () => {
  it("holds for every form of an object of the rule's kinds", () => {
    const { given } = allows("x", { apiVersion: "apps/v1", kind: "Deployment" });
    for (const [form, { type }] of Object.entries(formsOf(given))) {
      assert.ok(canConcern(rule("security-privileged"), type), form);
    }
  });

  it("holds for every Kubernetes object where the rule names no kinds", () => {
    assert.ok(canConcern(rule("reliability-deprecated-api"), "kubernetes:core/v1:Secret"));
    assert.ok(canConcern(rule("stack-service-dangling"), "kubernetes:core/v1:Secret"));
  });

  it("does not hold for other kinds, nor for what is not of Kubernetes", () => {
    assert.ok(!canConcern(rule("security-privileged"), "kubernetes:core/v1:Secret"));
    assert.ok(!canConcern(rule("reliability-deprecated-api"), "random:index:RandomString"));
  });
});

describe("walkedByType", () => {
  const walked = walkedByType(policies, rules);
  const request = new analyzer.AnalyzeRequest();
  const names = () => [...walked].map(({ name }) => name);

  it("gives a walk after the question for a type only what can concern that type", () => {
    request.setType("kubernetes:core/v1:Secret");
    request.getType();
    const concerned = names();
    assert.ok(concerned.includes("security-long-lived-token"));
    assert.ok(!concerned.includes("security-privileged"));
  });

  it("gives every other walk all of them", () => {
    assert.deepEqual(
      names(),
      policies.map(({ name }) => name),
    );
    request.getType();
    names();
    assert.equal(names().length, policies.length);
  });
});
