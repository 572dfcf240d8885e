import assert from "node:assert/strict";

import providerPb from "@pulumi/pulumi/proto/provider_pb.js";

import { Provider } from "../../../../embedded/plugins/kubernetes/provider.ts";

describe("the provider", () => {
  it("refuses Helm releases in one sentence, and never forgets one that exists", async () => {
    const provider = new Provider(undefined);
    const urn = "urn:pulumi:s::p::kubernetes:helm.sh/v3:Release::prometheus";
    const refusal = /helm.sh\/v3:Release is not supported by this plugin: Helm charts/;

    assert.throws(() => provider.check(new providerPb.CheckRequest().setUrn(urn)), refusal);
    assert.throws(() => provider.read(new providerPb.ReadRequest().setUrn(urn)), refusal);
    await assert.rejects(provider.delete(new providerPb.DeleteRequest().setUrn(urn)), refusal);
  });
});
