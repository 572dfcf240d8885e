import assert from "node:assert/strict";

import {
  isAutonamed,
  isGenerateName,
  isNamed,
  setAutoname,
  uniqueName,
} from "../../../../../embedded/plugins/kubernetes/model/naming.ts";
import {
  idOf,
  isList,
  isPatch,
  kindOfType,
  parseId,
  parseUrn,
  prune,
} from "../../../../../embedded/plugins/kubernetes/model/objects.ts";
import { UNKNOWN } from "../../../../../embedded/plugins/kubernetes/model/values.ts";

describe("uniqueName", () => {
  it("adds eight hexadecimal digits", () => {
    assert.match(uniqueName("web-"), /^web-[0-9a-f]{8}$/);
    assert.notEqual(uniqueName("web-"), uniqueName("web-"));
  });

  it("is the same for the same seed, and another for another prefix", () => {
    const seed = new Uint8Array([1, 2, 3]);

    assert.equal(uniqueName("web-", seed), uniqueName("web-", seed));
    assert.notEqual(uniqueName("a-", seed).slice(2), uniqueName("b-", seed).slice(2));
  });
});

describe("names", () => {
  it("count as given when they are not yet known", () => {
    assert.ok(isNamed({ metadata: { name: UNKNOWN } }));
    assert.ok(isNamed({ metadata: UNKNOWN }));
    assert.ok(!isNamed({ metadata: {} }));
    assert.ok(isGenerateName({ metadata: { generateName: "web-" } }));
  });

  it("that the provider chose are marked by an annotation", () => {
    const object: any = { metadata: { annotations: { mine: "1" } } };

    setAutoname(object, "web-1");

    assert.ok(isAutonamed(object));
    assert.deepEqual(object.metadata.annotations, { mine: "1", "pulumi.com/autonamed": "true" });
  });
});

describe("resources' URNs", () => {
  const urn = (type: string) => `urn:pulumi:dev::shop::my:Component$${type}::web::front`;

  it("hold the stack, the project, the type and a name of any form", () => {
    assert.deepEqual(parseUrn(urn("kubernetes:apps/v1:Deployment")), {
      stack: "dev",
      project: "shop",
      type: "kubernetes:apps/v1:Deployment",
      name: "web::front",
    });
  });

  it("tell Patch and List types from the kinds they are about", () => {
    assert.ok(isPatch(urn("kubernetes:apps/v1:DeploymentPatch"), "Deployment"));
    assert.ok(!isPatch(urn("kubernetes:x.org/v1:JsonPatch"), "JsonPatch"));
    assert.ok(isList(urn("kubernetes:core/v1:ConfigMapList")));
    assert.ok(!isList(urn("kubernetes:core/v1:ConfigMap")));
  });

  it("name a kind with the group that manifests give it", () => {
    assert.deepEqual(kindOfType("kubernetes:core/v1:Pod"), { apiVersion: "v1", kind: "Pod" });
    assert.equal(kindOfType("kubernetes:apps/v1:Deployment").apiVersion, "apps/v1");
  });
});

describe("object ids", () => {
  it("are namespace/name, or the name alone", () => {
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { namespace: "shop", name: "web" } };

    assert.equal(idOf(pod), "shop/web");
    assert.deepEqual(parseId("shop/web"), { namespace: "shop", name: "web" });
    assert.deepEqual(parseId("web"), { namespace: "", name: "web" });
  });
});

describe("prune", () => {
  it("keeps of the live object what the inputs speak of", () => {
    const live = { spec: { replicas: 3, extra: 1, ports: [{ port: 1, id: 7 }, { port: 2 }] } };
    const inputs = { spec: { replicas: 1, missing: 1, ports: [{ port: 9 }] } };

    assert.deepEqual(prune(live, inputs), { spec: { replicas: 3, ports: [{ port: 1 }] } });
  });
});
