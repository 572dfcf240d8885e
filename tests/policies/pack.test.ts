import assert from "node:assert/strict";
import { readdirSync } from "node:fs";

import { UnknownValueError } from "@pulumi/policy";

import { toPolicy } from "../../policies/engine/crossguard.ts";
import { objectRule } from "../../policies/engine/define.ts";
import { WaiverBook } from "../../policies/engine/waiver-book.ts";
import { policies } from "../../policies/policies.ts";
import { rules } from "../../policies/rules.ts";
import { unknownMark } from "./forms.ts";

const folders = ["network", "rbac", "reliability", "security", "stack"];

describe("the policy pack", () => {
  it("has every rule that a file defines, named after folder and file", () => {
    const files = folders.flatMap((folder) =>
      readdirSync(`policies/${folder}`)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${folder}-${file.slice(0, -".ts".length)}`),
    );
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(new Set(ids).size, ids.length);
    for (const id of ids) assert.ok(files.includes(id), `${id} lies in a file of another name`);
  });

  it("says of every rule what a reader needs, and blocks on none below high", () => {
    for (const rule of rules) {
      assert.match(rule.description, /\.$/, rule.id);
      assert.match(rule.remediation, /\S/, rule.id);
      const blocks = rule.level === "mandatory";
      assert.equal(blocks, ["high", "critical"].includes(rule.severity), rule.id);
    }
  });

  it("passes on controls as tags, and a default for every parameter that has one", () => {
    for (const rule of rules) {
      const policy = policies.find(({ name }) => name === rule.id)!;
      assert.deepEqual(policy.tags, rule.controls);
      assert.equal(policy.enforcementLevel, rule.level);
    }
  });

  it("offers the engine each remedy, whether its rule judges an object or the stack", () => {
    const mending = policies.filter((policy) => "remediateResource" in policy);
    assert.deepEqual(mending.map(({ name }) => name).sort(), [
      "rbac-automount-token",
      "security-allow-privilege-escalation",
      "security-drop-all-capabilities",
      "security-restricted-seccomp",
    ]);
  });

  it("tells the engine of what it cannot decide as the engine itself would", () => {
    const policy: any = policies.find(({ name }) => name === "security-privileged");
    const spec = { containers: [{ name: "a", securityContext: { privileged: unknownMark } }] };
    const args = { type: "kubernetes:core/v1:Pod", props: { spec }, name: "x", urn: "x" };
    assert.throws(() => policy.validateResource(args, assert.fail), {
      constructor: UnknownValueError,
      message: /containers\[0\].*privileged can't be known during preview/,
    });
  });

  it("lets the error of a rule through", () => {
    const broken = objectRule({
      ...{ id: "x-y", controls: [], severity: "low", frameworks: [] },
      ...{ description: "", remediation: "" },
      decide: () => {
        throw new Error("broken");
      },
    });
    const policy: any = toPolicy(broken, new WaiverBook());
    const args = { type: "kubernetes:core/v1:Pod", props: {}, name: "x", urn: "x" };
    assert.throws(() => policy.validateResource(args, assert.fail), /broken/);
  });

  it("names object, field and urn in what it reports of a stack", () => {
    const policy: any = policies.find(({ name }) => name === "reliability-default-replicas");
    const resources = [
      {
        type: "kubernetes:apps/v1:Deployment",
        urn: "urn:x",
        name: "x",
        props: { metadata: { name: "web", namespace: "shop" } },
      },
    ];
    const reported: any[] = [];
    policy.validateStack({ resources }, (violation: object) => reported.push(violation));
    assert.match(reported[0].message, /^Deployment shop\/web, spec\.replicas: /);
    assert.equal(reported[0].urn, "urn:x");
  });
});
