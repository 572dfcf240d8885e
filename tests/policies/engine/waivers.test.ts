import assert from "node:assert/strict";

import { judgeStack } from "../../../policies/engine/evaluate.ts";
import { fromManifest } from "../../../policies/engine/normalise.ts";
import { Stack } from "../../../policies/engine/stack.ts";
import { WaiverBook } from "../../../policies/engine/waiver-book.ts";
import { checkWaivers, parseWaivers, waiverAnnotation } from "../../../policies/engine/waivers.ts";
import { privileged } from "../../../policies/security/privileged.ts";

const now = new Date("2026-06-15T12:00:00Z");
const waiver = {
  rule: "security-privileged",
  object: "Pod shop/app",
  reason: "It has to be.",
  owner: "platform",
  expires: "2026-06-15",
};
const containers = ["app", "proxy"].map((name) => ({
  name,
  securityContext: { privileged: true },
}));
const stackOf = (annotations: object = {}, name = "app") =>
  new Stack(
    fromManifest(
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "shop", annotations },
        spec: { containers },
      },
      { label: "x" },
    ),
  );
const left = (waivers: unknown[], stack = stackOf()) => {
  const book = new WaiverBook(checkWaivers(waivers, "test"), now);
  return book
    .unwaived(privileged.id, judgeStack(privileged, stack))
    .map(({ container }) => container);
};

describe("waivers", () => {
  it("cover an object until the end of their last day", () => {
    assert.deepEqual(left([waiver]), []);
    assert.deepEqual(left([{ ...waiver, expires: "2026-06-14" }]), ["app", "proxy"]);
  });

  it("cover one container if they name one", () => {
    assert.deepEqual(left([{ ...waiver, container: "proxy" }]), ["app"]);
    assert.deepEqual(left([{ ...waiver, object: undefined, container: "app" }]), ["proxy"]);
  });

  it("cover objects by a pattern, and no others", () => {
    assert.deepEqual(left([{ ...waiver, object: "Pod shop/*" }]), []);
    assert.deepEqual(left([{ ...waiver, object: "Pod shop/a" }]), ["app", "proxy"]);
    assert.deepEqual(left([{ ...waiver, object: "Pod s.op/app" }]), ["app", "proxy"]);
    assert.deepEqual(left([{ ...waiver, rule: "security-seccomp" }]), ["app", "proxy"]);
  });

  it("can stand on the object itself, and hold for it alone", () => {
    const own = { ...waiver, object: undefined };
    const stack = stackOf({ [waiverAnnotation]: JSON.stringify([own]) });
    assert.deepEqual(left([], stack), []);
    const elsewhere = [{ ...waiver, object: "Pod shop/other" }];
    const stray = stackOf({ [waiverAnnotation]: JSON.stringify(elsewhere) });
    assert.deepEqual(left([], stray), []);
  });

  it("can be configured beside a rule's parameters, and count once", () => {
    const book = new WaiverBook([], now);
    const { rule, ...own } = waiver;
    book.addConfigured(rule, [own]);
    book.addConfigured(rule, [own]);
    assert.deepEqual(book.unwaived(rule, judgeStack(privileged, stackOf())), []);
    assert.deepEqual(book.stale(new Stack([]), [privileged]).length, 1);
  });

  it("are stale when they expired, waive nothing, or name no rule", () => {
    const stale = (given: object, stack = stackOf()) =>
      new WaiverBook(checkWaivers([{ ...waiver, ...given }], "w.yaml"), now).stale(stack, [
        privileged,
      ]);
    assert.deepEqual(stale({}), []);
    assert.deepEqual(stale({ expires: "2026-06-14" }), [
      "w.yaml, waiver 1 expired on 2026-06-14: mend the object or renew it",
    ]);
    assert.deepEqual(stale({}, stackOf({}, "other")), [
      "w.yaml, waiver 1 waives nothing: remove it",
    ]);
    assert.deepEqual(stale({ rule: "no-such" }), [
      'w.yaml, waiver 1 names rule "no-such", which does not exist',
    ]);
  });

  it("are not stale where their rule did not judge", () => {
    const book = new WaiverBook(checkWaivers([waiver], "w.yaml"), now);
    assert.deepEqual(book.stale(stackOf(), [], [privileged]), []);
  });

  for (const key of ["rule", "reason", "owner", "expires"]) {
    it(`are refused without ${key}`, () => {
      for (const empty of [undefined, "", "  ", 5]) {
        assert.throws(
          () => checkWaivers([waiver, { ...waiver, [key]: empty }], "w.yaml"),
          new RegExp(`^Error: w\\.yaml: waiver 2 lacks ${key}$`),
        );
      }
    });
  }

  it("are refused when they name neither object nor container, or more than is known", () => {
    const refused = (given: object, message: RegExp) =>
      assert.throws(() => checkWaivers([{ ...waiver, ...given }], "w.yaml"), message);
    refused({ object: undefined }, /lacks object or container$/);
    refused({ until: "x" }, /has "until": it may hold rule, /);
    refused({ expires: "tomorrow" }, /has expires "tomorrow": a date as YYYY-MM-DD is needed$/);
    refused({ expires: "2026-13-01" }, /has expires "2026-13-01"/);
  });

  it("are read out of YAML, as a list or under a key", () => {
    assert.equal(parseWaivers("waivers: []", "w.yaml").length, 0);
    assert.equal(parseWaivers("", "w.yaml").length, 0);
    assert.equal(parseWaivers(JSON.stringify([waiver]), "w.yaml").length, 1);
    assert.throws(() => parseWaivers("a: b", "w.yaml"), /w\.yaml: a list of waivers is needed/);
    assert.throws(() => parseWaivers("[x]", "w.yaml"), /waiver 1 is no map/);
  });
});
