import assert from "node:assert/strict";

import fc from "fast-check";

import { unknown } from "../../../../policies/lib/unknown.ts";
import {
  type Access,
  allows,
  allowsPath,
  allowsSome,
} from "../../../../policies/rbac/engine/access.ts";

const verbs = fc.constantFrom("get", "list", "create", "deletecollection");
const groups = fc.constantFrom("", "apps", "batch");
const kinds = fc.constantFrom("pods", "deployments");
const subresources = fc.constantFrom("", "/exec", "/scale");
const names = fc.constantFrom("", "a", "b");
const resources = fc.tuple(kinds, subresources).map((parts) => parts.join(""));
const orWildcard = <T extends string>(values: fc.Arbitrary<T>, ...wildcards: string[]) =>
  fc.oneof({ weight: 3, arbitrary: values }, fc.constantFrom("*", ...wildcards));

const rule = fc.record({
  verbs: fc.array(orWildcard(verbs), { maxLength: 3 }),
  apiGroups: fc.array(orWildcard(groups), { maxLength: 2 }),
  resources: fc.array(orWildcard(resources, "*/exec", "*/scale", "pods/*", "*/*"), {
    maxLength: 3,
  }),
  resourceNames: fc.option(fc.array(names, { maxLength: 2 }), { nil: undefined }),
});
const access = fc.record({
  verb: verbs,
  group: groups,
  resource: resources,
  name: fc.option(names, { nil: undefined }),
});

type Rule = typeof rule extends fc.Arbitrary<infer T> ? T : never;

/** The authorizer's rules, written out one question at a time. */
function oracle(rule: Rule, { verb, group, resource, name }: Access): boolean {
  const verbFits = rule.verbs.some((one) => one === "*" || one === verb);
  const groupFits = rule.apiGroups.some((one) => one === "*" || one === group);
  let resourceFits = false;
  for (const one of rule.resources) {
    if (one === "*") resourceFits = true;
    if (one === resource) resourceFits = true;
    const [kind, subresource] = one.split("/");
    if (kind === "*" && subresource && resource.endsWith(`/${subresource}`)) resourceFits = true;
  }
  const limits = rule.resourceNames ?? [];
  const nameFits = limits.length === 0 || limits.some((one) => one === (name ?? ""));
  return verbFits && groupFits && resourceFits && nameFits;
}

describe("allows", () => {
  it("decides every request as a naive reading of the authorizer's rules does", () => {
    fc.assert(
      fc.property(rule, access, (rule, access) => {
        assert.equal(allows(rule, access), oracle(rule, access));
      }),
      { numRuns: 3000 },
    );
  });

  it("never turns a decided question into its opposite when a part becomes unknown", () => {
    const parts = fc.constantFrom("verbs", "apiGroups", "resources", "resourceNames");
    fc.assert(
      fc.property(rule, access, parts, (rule, access, part) => {
        const known = allows(rule, access);
        const answer = allows({ ...rule, [part]: unknown }, access);
        assert.ok(answer === unknown || answer === false, "an unknown list never grants");
        if (answer === false) assert.equal(known, false);
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps a grant that an unknown item stands beside", () => {
    fc.assert(
      fc.property(rule, access, (rule, access) => {
        if (!oracle(rule, access)) return;
        assert.equal(allows({ ...rule, verbs: [unknown, ...rule.verbs] }, access), true);
      }),
    );
  });

  it("is unknown for an unknown rule, and no for one of no known form", () => {
    const request = { verb: "get", group: "", resource: "pods" };
    assert.equal(allows(unknown, request), unknown);
    assert.equal(allows(null, request), false);
    assert.equal(allows({ verbs: "get", apiGroups: "", resources: "pods" }, request), false);
  });
});

describe("allowsSome", () => {
  it("agrees with asking for every name, but for requests that have none", () => {
    fc.assert(
      fc.property(rule, access, (rule, access) => {
        const nameless =
          ["create", "deletecollection"].includes(access.verb) && !access.resource.includes("/");
        const asked = nameless ? [undefined] : [...(rule.resourceNames ?? []), "any", undefined];
        const expected = asked.some((name) => oracle(rule, { ...access, name: name ?? "" }));
        assert.equal(allowsSome(rule, access), expected);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("allowsPath", () => {
  const paths = (...nonResourceURLs: unknown[]) => ({ verbs: ["get"], nonResourceURLs });

  it("takes a path as it is, or what stands before a trailing star", () => {
    assert.equal(allowsPath(paths("/metrics"), "get", "/metrics"), true);
    assert.equal(allowsPath(paths("/metrics"), "get", "/metrics/x"), false);
    assert.equal(allowsPath(paths("/api/*"), "get", "/api/v1"), true);
    assert.equal(allowsPath(paths("/api/*"), "get", "/apis"), false);
    assert.equal(allowsPath(paths("*"), "get", "/anything"), true);
    assert.equal(allowsPath(paths("/a*b"), "get", "/axb"), false);
  });

  it("asks for the verb, too", () => {
    assert.equal(allowsPath(paths("*"), "post", "/metrics"), false);
    assert.equal(allowsPath({ ...paths("*"), verbs: ["*"] }, "post", "/metrics"), true);
    assert.equal(allowsPath(paths(unknown), "get", "/metrics"), unknown);
  });
});
