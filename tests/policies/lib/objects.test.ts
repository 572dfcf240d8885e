import assert from "node:assert/strict";

import { fromManifest } from "../../../policies/engine/normalise.ts";
import {
  isBuiltIn,
  isKind,
  isNamespaced,
  listAt,
  mapAt,
  wordAt,
} from "../../../policies/lib/objects.ts";
import { unknown } from "../../../policies/lib/unknown.ts";

const objectOf = (group: string, kind: string) =>
  fromManifest({ apiVersion: group === "" ? "v1" : `${group}/v1`, kind }, { label: "x" })[0]!;

describe("wordAt", () => {
  it("gives text, numbers and switches as text, and takes what is no word for unknown", () => {
    const tree = { a: "b", n: 8080, t: true, none: null, map: {}, list: [], later: unknown };
    const words = Object.keys(tree).map((key) => wordAt(tree, key));
    assert.deepEqual(words, ["b", "8080", "true", undefined, unknown, unknown, unknown]);
  });
});

describe("listAt and mapAt", () => {
  it("take what is absent or of another form for empty", () => {
    for (const tree of [{}, { a: null }, { a: "b" }, { a: 1 }, null]) {
      assert.deepEqual(listAt(tree, "a"), []);
      assert.deepEqual(mapAt(tree, "a"), {});
    }
    assert.deepEqual(listAt({ a: { b: 1 } }, "a"), []);
    assert.deepEqual(mapAt({ a: ["b"] }, "a"), {});
  });
});

describe("isKind", () => {
  const kinds = {
    "": [
      ...["Pod", "ReplicationController", "PodTemplate", "Namespace", "Service", "ConfigMap"],
      ...["Secret", "ServiceAccount", "PersistentVolume", "PersistentVolumeClaim", "Endpoints"],
      ...["LimitRange", "ResourceQuota", "Node", "Event"],
    ],
    apps: ["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"],
    extensions: ["Deployment", "DaemonSet", "ReplicaSet", "NetworkPolicy", "Ingress"],
    batch: ["Job", "CronJob"],
    "networking.k8s.io": ["NetworkPolicy", "Ingress"],
    policy: ["PodDisruptionBudget"],
    autoscaling: ["HorizontalPodAutoscaler"],
    "rbac.authorization.k8s.io": ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
  };

  it("knows the kinds of each group of Kubernetes, and no namesakes of other groups", () => {
    for (const [group, names] of Object.entries(kinds)) {
      for (const kind of names) {
        assert.equal(isKind(objectOf(group, kind), "X", kind), true, `${group} ${kind}`);
        assert.equal(isKind(objectOf("example.com", kind), kind), false, kind);
        assert.equal(isKind(objectOf(group, kind), "X"), false, kind);
      }
    }
    assert.equal(isKind(objectOf("extensions", "StatefulSet"), "StatefulSet"), false);
  });
});

describe("isNamespaced and isBuiltIn", () => {
  const clusterWide = [
    ...["Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding"],
    ...["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment", "VolumeAttributesClass"],
    ...["PriorityClass", "RuntimeClass", "IngressClass", "CustomResourceDefinition", "APIService"],
    ...["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "DeviceClass"],
    ...["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy"],
    ...["MutatingAdmissionPolicyBinding", "CertificateSigningRequest", "ClusterTrustBundle"],
    ...["FlowSchema", "PriorityLevelConfiguration", "PodSecurityPolicy", "ResourceSlice"],
    ...["ServiceCIDR", "IPAddress", "StorageVersion", "StorageVersionMigration", "TokenReview"],
    ...["ComponentStatus", "SubjectAccessReview", "SelfSubjectAccessReview", "GatewayClass"],
    ...["SelfSubjectRulesReview", "SelfSubjectReview", "ClusterIssuer"],
  ];
  const groups = [
    ...["", "apps", "batch", "autoscaling", "policy", "extensions", "networking.k8s.io"],
    ...["rbac.authorization.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io"],
    ...["resource.k8s.io", "storage.k8s.io", "authorization.k8s.io"],
  ];

  it("know what lives outside of namespaces, and the groups of what lives inside", () => {
    for (const kind of clusterWide) assert.equal(isNamespaced(objectOf("", kind)), false, kind);
    for (const kind of ["Pod", "Widget"]) assert.equal(isNamespaced(objectOf("", kind)), true);
    for (const group of groups) assert.equal(isBuiltIn(objectOf(group, "X")), true, group);
    assert.equal(isBuiltIn(objectOf("example.com", "X")), false);
  });
});
