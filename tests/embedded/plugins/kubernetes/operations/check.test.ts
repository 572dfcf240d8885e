import assert from "node:assert/strict";

import providerPb from "@pulumi/pulumi/proto/provider_pb.js";

import { check } from "../../../../../embedded/plugins/kubernetes/operations/check.ts";
import { readSettings } from "../../../../../embedded/plugins/kubernetes/settings.ts";
import { encode } from "../../../../../embedded/plugins/kubernetes/model/values.ts";

/** What checking a Job with these annotations warns of. */
async function warnings(annotations: object, environment = {}): Promise<string[]> {
  const said: string[] = [];
  const context: any = {
    settings: readSettings({}, environment),
    reporter: { log: (severity: string, _urn: string, text: string) => said.push(severity, text) },
    journal: { find: () => undefined, settle: () => undefined },
    tryCluster: () => Promise.resolve({ reason: "none" }),
    namespace: () => Promise.resolve("shop"),
  };
  const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name: "migrate", annotations } };
  const urn = "urn:pulumi:s::p::kubernetes:batch/v1:Job::migrate";
  await check(context, new providerPb.CheckRequest().setUrn(urn).setNews(encode(job)));
  return said;
}

describe("checking inputs", () => {
  it("warns that nothing runs a Helm hook as a hook, unless told not to", async () => {
    const hook = { "helm.sh/hook": "pre-install" };
    const silent = { PULUMI_K8S_SUPPRESS_HELM_HOOK_WARNINGS: "true" };

    const [severity, text] = await warnings(hook);
    assert.equal(severity, "WARNING");
    assert.match(text!, /^This resource is a Helm hook/);
    assert.deepEqual(await warnings(hook, silent), []);
    assert.deepEqual(await warnings({ "helm.sh/chart": "shop" }), []);
  });
});
