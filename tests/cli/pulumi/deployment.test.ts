import assert from "node:assert/strict";

import { Deployment } from "../../../cli/pulumi/deployment.ts";
import { plain } from "../../../cli/pulumi/events.ts";
import { checkOf, label, parseUrn } from "../../../cli/pulumi/urn.ts";
import type { Progress } from "../../../embedded/progress.ts";

const project = "urn:pulumi:dev::shop::";
const frontend = `${project}shop:Stack$kubernetes:apps/v1:Deployment::frontend`;
const gate = `${project}shakedown:gate:Gate::gate`;
const record = `${project}shakedown:gate:Gate$kubernetes:core/v1:ConfigMap::gate-load`;
const stack = `${project}pulumi:pulumi:Stack::shop-dev`;

/** Progress that writes down what it is told. */
function notebook() {
  const lines: string[] = [];
  const progress: Progress = {
    step: async (name, work) => {
      lines.push(`start ${name}`);
      try {
        const result = await work((detail) => lines.push(`${name}: ${detail}`));
        lines.push(`done ${name}`);
        return result;
      } catch (error) {
        lines.push(`failed ${name}`);
        throw error;
      }
    },
    note: (line) => lines.push(line),
  };
  return { lines, progress };
}

function follow(showPlan = false) {
  const { lines, progress } = notebook();
  const deployment = new Deployment(progress, { planning: "Plan", doing: "Deploy" }, showPlan);
  const on = (event: object) => deployment.on(event as never);
  return {
    lines,
    deployment,
    pre: (urn: string, op: string, planning = false) =>
      on({ resourcePreEvent: { metadata: { urn, op, diffs: ["spec"] }, planning } }),
    done: (urn: string, op: string) =>
      on({ resOutputsEvent: { metadata: { urn, op, diffs: ["spec"] } } }),
    failed: (urn: string) => on({ resOpFailedEvent: { metadata: { urn, op: "create" } } }),
    says: (urn: string, severity: string, message: string, ephemeral = false) =>
      on({ diagnosticEvent: { urn, severity, message, ephemeral, color: "raw" } }),
    policy: (enforcementLevel: string, message: string) =>
      on({ policyEvent: { resourceUrn: frontend, policyName: "p", enforcementLevel, message } }),
    sums: (resourceChanges: object) => on({ summaryEvent: { resourceChanges } }),
  };
}

describe("a followed deployment", () => {
  it("turns from plan to changes with the first change, and counts against the plan", async () => {
    const { lines, deployment, pre, done } = follow();
    pre(frontend, "create", true);
    assert.equal(deployment.began, false);
    pre(frontend, "create");
    await new Promise(setImmediate); // the end of the plan is shown first
    done(frontend, "create");
    assert.equal(deployment.began, true);
    await deployment.end(true);

    assert.ok(lines.includes("done Plan"));
    assert.ok(lines.includes("  + Deployment frontend"));
    assert.ok(lines.includes("Deploy: 1 of 1"));
    assert.equal(lines.at(-1), "done Deploy");
  });

  it("says nothing of what stays the same", async () => {
    const { lines, deployment, pre, done } = follow();
    pre(frontend, "same", true);
    pre(frontend, "same");
    done(frontend, "same");
    await deployment.end(true);
    assert.ok(!lines.some((line) => line.includes("frontend")));
  });

  it("shows each check of the gate as a step of its own, with what it tells", async () => {
    const { lines, deployment, pre, says, done } = follow();
    pre(record, "create");
    says(gate, "info", "check load: 12 s of 30 s", true);
    done(record, "create");
    await deployment.end(true);
    const own = lines.filter((line) => line.includes("Check load"));
    assert.deepEqual(own, ["start Check load", "Check load: 12 s of 30 s", "done Check load"]);
  });

  it("shows a check once when its record is replaced", async () => {
    const { lines, deployment, pre, done } = follow();
    for (const op of ["delete-replaced", "replace", "create-replacement"]) {
      pre(record, op);
      done(record, op);
    }
    await deployment.end(true);
    const own = lines.filter((line) => /^(start|done) .*load/.test(line));
    assert.deepEqual(own, ["start Check load", "done Check load"]);
  });

  it("ends a failed check as failed and keeps its reason", async () => {
    const { lines, deployment, pre, says, failed } = follow();
    pre(record, "update");
    says(record, "error", '<{%reset%}>before hook "x_y_0" failed: check load: p99 is 900 ms\n');
    failed(record);
    says(stack, "error", "update failed");
    await deployment.end(false);
    assert.deepEqual(deployment.errors, ["check load: p99 is 900 ms"]);
    assert.ok(lines.includes("failed Check load"));
  });

  it("names what a resource failed of in one sentence, without counting it", async () => {
    const { deployment, says } = follow();
    says(frontend, "error", "1 error occurred:\n\t* image shop:1 cannot be pulled");
    await deployment.end(false);
    assert.deepEqual(deployment.errors, ["Deployment frontend: image shop:1 cannot be pulled"]);
  });

  it("says how what is protected may be deleted, in words of the settings", () => {
    const { deployment, says } = follow();
    says(
      frontend,
      "error",
      `Preview failed: resource "${frontend}" cannot be deleted\nbecause it is protected. To ` +
        `unprotect the resource, ... use the command:\n\`pulumi state unprotect '${frontend}'\``,
    );

    assert.deepEqual(deployment.errors, [
      "Deployment frontend: this would delete it, with its data, and the settings protect it: " +
        "if the data may go for good, turn `protect` off first, in an update of its own",
    ]);
  });

  it("keeps each violation once, though preview and update both report it", async () => {
    const { deployment, policy } = follow();
    policy("mandatory", "<{%bold%}>intro\nruns as root");
    policy("mandatory", "<{%bold%}>intro\nruns as root");
    policy("advisory", "no limit");
    await deployment.end(false);
    assert.deepEqual(deployment.violations, [
      { policy: "p", mandatory: true, message: "Deployment frontend: runs as root" },
      { policy: "p", mandatory: false, message: "Deployment frontend: no limit" },
    ]);
  });

  it("names every planned change with its fields in a preview", async () => {
    const { lines, deployment, pre, sums } = follow(true);
    pre(frontend, "update", true);
    sums({ update: 1 });
    await deployment.end(true);
    assert.ok(lines.includes("  ~ Deployment frontend (spec)"));
    assert.deepEqual(deployment.changes, { update: 1 });
  });
});

describe("URNs", () => {
  it("come apart into type, name and parents", () => {
    assert.deepEqual(parseUrn(frontend), {
      type: "kubernetes:apps/v1:Deployment",
      kind: "Deployment",
      name: "frontend",
      parents: ["shop:Stack"],
    });
    assert.equal(label(`${project}a:B::x::y`), "B x::y");
  });

  it("tell records of the gate from other objects", () => {
    assert.equal(checkOf(record), "load");
    assert.equal(checkOf(frontend), undefined);
    assert.equal(checkOf(`${project}kubernetes:core/v1:ConfigMap::load`), undefined);
  });
});

describe("messages of the engine", () => {
  it("lose their marks for colours", () => {
    assert.equal(plain("<{%fg 1%}>error<{%reset%}>\n"), "error");
  });
});
