import assert from "node:assert/strict";

import providerPb from "@pulumi/pulumi/proto/provider_pb.js";

import { create } from "../../../../../embedded/plugins/kubernetes/operations/create.ts";
import { update } from "../../../../../embedded/plugins/kubernetes/operations/update.ts";
import { encode } from "../../../../../embedded/plugins/kubernetes/model/values.ts";

const urn = "urn:pulumi:s::p::kubernetes:core/v1:ConfigMap::web";
const waitingFor = (waitFor: string, more = {}) => {
  const annotations = { "pulumi.com/waitFor": waitFor, ...more };
  return encode({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", annotations } });
};
/** A cluster that is reached only by what is willing to change it. */
const context: any = {
  settings: { serverSideApply: true },
  tryCluster: () => Promise.reject(new Error("the cluster is asked")),
};

describe("a wait that cannot be read", () => {
  const wanted = /waitFor: expected a "jsonpath=" or "condition=" prefix, got "ready"/;

  it("is refused before an object is made or changed", async () => {
    const news = waitingFor("ready");
    const creation = new providerPb.CreateRequest().setUrn(urn).setProperties(news);
    const change = new providerPb.UpdateRequest().setUrn(urn).setNews(news);

    await assert.rejects(create(context, creation), wanted);
    await assert.rejects(update(context, change), wanted);
  });

  it("is nobody's business where nothing is waited for", async () => {
    const news = waitingFor("ready", { "pulumi.com/skipAwait": "true" });
    const creation = new providerPb.CreateRequest().setUrn(urn).setProperties(news);

    await assert.rejects(create(context, creation), /the cluster is asked/);
  });
});
