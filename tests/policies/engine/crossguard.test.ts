import assert from "node:assert/strict";

import { UnknownValueError } from "@pulumi/policy";

import { stackOf, toPolicy } from "../../../policies/engine/crossguard.ts";
import { objectRule, stackRule } from "../../../policies/engine/define.ts";
import { WaiverBook } from "../../../policies/engine/waiver-book.ts";
import { unknownMark } from "../forms.ts";

const facts = {
  ...{ id: "x-y", controls: ["x.y"], severity: "low" as const },
  ...{ description: "X.", remediation: "Y." },
};
const decideRoot = objectRule({
  ...facts,
  frameworks: ["CIS 5.2.7", "MITRE T1611"],
  url: "https://example.com",
  decide: ({ tree }, report) =>
    report.when(tree.spec.root === true ? true : tree.spec.root, "spec.root", "is root"),
});
const pod = (root: unknown, name = "web") => ({
  ...{ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop" } },
  spec: { root },
});
const resource = (props: object, name = "web") => ({
  ...{ type: "kubernetes:core/v1:Pod", name, urn: `urn:${name}`, props },
});
const list = (...items: object[]) => ({
  ...resource({ apiVersion: "v1", kind: "List", items }),
  type: "kubernetes:core/v1:List",
});

/** What Pulumi would report, given the configuration of the rule. */
function reports(given: object, config: object = {}): string[] {
  const policy: any = toPolicy(decideRoot, new WaiverBook([], new Date("2026-01-01")));
  const messages: string[] = [];
  const args = { ...given, getConfig: () => config };
  policy.validateResource(args, (message: string) => messages.push(message));
  return messages;
}

describe("toPolicy", () => {
  it("passes on where the rule is documented and what it refers to, if anything", () => {
    const policy: any = toPolicy(decideRoot, new WaiverBook());
    assert.equal(policy.url, "https://example.com");
    assert.equal(policy.framework.name, "CIS 5.2.7");
    assert.equal(policy.framework.reference, "CIS 5.2.7; MITRE T1611");
    const bare = toPolicy(objectRule({ ...facts, frameworks: [], decide() {} }), new WaiverBook());
    assert.equal("url" in bare || "framework" in bare, false);
  });

  it("reports what offends where something beside it is unknown, and else that it is unknown", () => {
    const found = "Pod shop/web, items[1].spec.root: is root";
    assert.deepEqual(reports(list(pod(unknownMark, "a"), pod(true))), [found]);
    assert.deepEqual(reports(list(pod(false, "a"), pod(false))), []);
    assert.throws(() => reports(list(pod(false, "a"), pod(unknownMark))), {
      constructor: UnknownValueError,
      message: /items\[1\].*root can't be known/,
    });
  });

  it("heeds waivers beside the parameters of the rule", () => {
    const waiver = { object: "Pod shop/*", reason: "r", owner: "o", expires: "2026-12-31" };
    assert.equal(reports(resource(pod(true))).length, 1);
    assert.deepEqual(reports(resource(pod(true)), { waivers: [waiver] }), []);
  });

  it("names no resource in what it reports of an object that came without one", () => {
    const rule = stackRule({
      ...facts,
      frameworks: [],
      decide: (stack, report) => stack.objects.forEach((one) => report(one).fail("kind", "no")),
    });
    const policy: any = toPolicy(rule, new WaiverBook());
    const reported: object[] = [];
    const resources = [resource(pod(true)), { ...resource(pod(true, "b")), urn: undefined }];
    policy.validateStack({ resources }, (violation: object) => reported.push(violation));
    assert.deepEqual(reported, [
      { message: "Pod shop/web, kind: no", urn: "urn:web" },
      { message: "Pod shop/b, kind: no" },
    ]);
  });
});

describe("stackOf", () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => resource(pod(true, name), name));

  it("gives every rule the same stack of the same resources", () => {
    assert.equal(stackOf([a!, b!]), stackOf([a!, b!]));
  });

  it("gives another one as soon as a resource differs, is missing or is new", () => {
    const names = (...resources: any[]) => stackOf(resources).objects.map(({ name }) => name);
    assert.deepEqual(names(a, b), ["a", "b"]);
    assert.deepEqual(names(a, c), ["a", "c"]);
    assert.deepEqual(names(a), ["a"]);
    assert.deepEqual(names(a, b), ["a", "b"]);
  });
});
