import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { connectionSentence } from "../../../../../embedded/plugins/kubernetes/client/errors.ts";
import { loadAccess } from "../../../../../embedded/plugins/kubernetes/client/kubeconfig.ts";
import { retryAfter } from "../../../../../embedded/plugins/kubernetes/client/api.ts";

const kubeconfig = JSON.stringify({
  "current-context": "one",
  contexts: [
    { name: "one", context: { cluster: "c1", user: "u1", namespace: "shop" } },
    { name: "two", context: { cluster: "c2", user: "u2" } },
  ],
  clusters: [
    { name: "c1", cluster: { server: "https://one:6443/", "insecure-skip-tls-verify": true } },
    { name: "c2", cluster: { server: "https://two", "certificate-authority-data": "Y2E=" } },
  ],
  users: [
    { name: "u1", user: { token: "t" } },
    { name: "u2", user: { username: "a", password: "b" } },
  ],
});

describe("loadAccess", () => {
  it("follows the current context", async () => {
    const access = await loadAccess({ kubeconfig });

    assert.equal(access.server, "https://one:6443");
    assert.equal(access.namespace, "shop");
    assert.equal(access.tls.rejectUnauthorized, false);
    assert.equal(await access.authorization!(), "Bearer t");
  });

  it("follows the context and the cluster that were asked for", async () => {
    const two = await loadAccess({ kubeconfig, context: "two" });
    const mixed = await loadAccess({ kubeconfig, context: "two", cluster: "c1" });

    assert.equal(two.server, "https://two");
    assert.equal(two.namespace, "default");
    assert.equal(String(two.tls.ca), "ca");
    assert.equal(await two.authorization!(), "Basic YTpi");
    assert.equal(mixed.server, "https://one:6443");
  });

  it("merges the files of KUBECONFIG, the first to name something deciding", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    const path = (name: string) => join(folder, name, "config");
    const write = (name: string, config: object) => {
      mkdirSync(join(folder, name));
      writeFileSync(path(name), JSON.stringify(config));
    };
    const { KUBECONFIG } = process.env;
    process.env.KUBECONFIG = [path("none"), path("a"), path("b")].join(delimiter);
    try {
      write("a", {
        contexts: [{ name: "x", context: { cluster: "c1", user: "u1" } }],
        users: [{ name: "u1", user: { tokenFile: "token" } }],
      });
      write("b", { ...JSON.parse(kubeconfig), "current-context": "x" });
      writeFileSync(join(folder, "a", "token"), "t1\n");

      const access = await loadAccess({});

      assert.equal(access.server, "https://one:6443");
      assert.equal(await access.authorization!(), "Bearer t1");
    } finally {
      if (KUBECONFIG === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = KUBECONFIG;
      rmSync(folder, { recursive: true });
    }
  });

  it("says in one sentence what is wrong", async () => {
    const wrong: [object, RegExp][] = [
      [
        { kubeconfig, context: "x" },
        /context "x" is not in the kubeconfig, which has "one", "two"/,
      ],
      [{ kubeconfig, cluster: "x" }, /cluster "x" is not in the kubeconfig: check the name/],
      [{ kubeconfig: "/no/such/file" }, /\/no\/such\/file does not exist: check the path/],
      [{ kubeconfig: "- not\n- a map: [" }, /is not a kubeconfig/],
    ];
    for (const [choice, message] of wrong) await assert.rejects(loadAccess(choice), message);
  });
});

describe("connectionSentence", () => {
  const say = (code: string) => connectionSentence({ code }, "https://one", "ctx");

  it("tells the cause by the error's code, with server and context", () => {
    assert.match(say("ECONNREFUSED"), /nothing listens at https:\/\/one \(context "ctx"/);
    assert.match(say("ENOTFOUND"), /cannot be resolved/);
    assert.match(say("TIMEOUT"), /does not answer/);
    assert.match(say("CERT_HAS_EXPIRED"), /has expired/);
    assert.match(say("SELF_SIGNED_CERT_IN_CHAIN"), /not signed by the authority/);
  });
});

describe("retryAfter", () => {
  const answer = (status: number, text = "", after?: string) => ({
    status,
    text,
    headers: { "retry-after": after },
  });

  it("waits as long as the server asks, or longer each time", () => {
    assert.equal(retryAfter(answer(429, "", "2"), 1), 2_000);
    assert.ok(retryAfter(answer(503), 1)! < 200);
    assert.ok(retryAfter(answer(503), 10)! >= 2_400);
  });

  it("does not try again what the server has decided", () => {
    assert.equal(retryAfter(answer(404), 1), undefined);
    assert.equal(
      retryAfter(answer(500, "failed calling webhook, connection refused"), 1),
      undefined,
    );
    assert.ok(retryAfter(answer(500, "etcdserver: leader changed"), 1));
  });
});
