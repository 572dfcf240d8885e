import { defaultNamespace } from "../../../policies/security/default-namespace.ts";
import { opaqueRelease } from "../../../policies/security/opaque-release.ts";
import { psaBaseline } from "../../../policies/security/psa-baseline.ts";
import { psaLabels } from "../../../policies/security/psa-labels.ts";
import { psaPrivileged } from "../../../policies/security/psa-privileged.ts";
import { psaRestricted } from "../../../policies/security/psa-restricted.ts";
import { allows, cannotDecide, denies, objectCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const namespace = (labels: unknown) => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels },
});
const enforce = (level: string) => namespace({ "pod-security.kubernetes.io/enforce": level });
const label = ['metadata.labels["pod-security.kubernetes.io/enforce"]'];

objectCases(psaBaseline, [
  allows("baseline", enforce("baseline")),
  allows("restricted", enforce("restricted")),
  denies("privileged", enforce("privileged"), label),
  denies("no label", namespace({}), label),
  denies("a warning alone", namespace({ "pod-security.kubernetes.io/warn": "restricted" }), label),
  cannotDecide("an unknown level", enforce(unknownMark), label),
  cannotDecide("unknown labels", namespace(unknownMark), label),
]);

objectCases(psaRestricted, [
  allows("restricted", enforce("restricted")),
  denies("baseline", enforce("baseline"), label),
  denies("no label", namespace({}), label),
  cannotDecide("an unknown level", enforce(unknownMark), label),
]);

objectCases(psaPrivileged, [
  allows("baseline", enforce("baseline")),
  allows("no label", namespace({})),
  denies("privileged", enforce("privileged"), label),
  cannotDecide("an unknown level", enforce(unknownMark), label),
]);

objectCases(psaLabels, [
  allows(
    "any of the labels",
    namespace({ a: "b", "pod-security.kubernetes.io/audit": "baseline" }),
  ),
  allows("an unknown level", enforce(unknownMark)),
  denies("other labels", namespace({ a: "b" }), ["metadata.labels"]),
  denies("no labels", { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } }, [
    "metadata.labels",
  ]),
  cannotDecide("unknown labels", namespace(unknownMark), ["metadata.labels"]),
]);

const object = (apiVersion: string, kind: string, metadata: object) => ({
  apiVersion,
  kind,
  metadata: { name: "x", ...metadata },
});
objectCases(defaultNamespace, [
  allows("a namespace of its own", object("v1", "Service", { namespace: "shop" })),
  denies("no namespace", object("v1", "Service", {}), ["metadata.namespace"]),
  denies("an empty namespace", object("apps/v1", "Deployment", { namespace: "" }), [
    "metadata.namespace",
  ]),
  denies(
    "the namespace default",
    object("rbac.authorization.k8s.io/v1", "Role", { namespace: "default" }),
    ["metadata.namespace"],
  ),
  allows("a Namespace", object("v1", "Namespace", {})),
  allows("a ClusterRole", object("rbac.authorization.k8s.io/v1", "ClusterRole", {})),
  allows("a custom kind that may have no namespace", object("example.com/v1", "Thing", {})),
  denies("a custom kind in it", object("example.com/v1", "Thing", { namespace: "default" }), [
    "metadata.namespace",
  ]),
  cannotDecide("an unknown namespace", object("v1", "Service", { namespace: unknownMark }), [
    "metadata.namespace",
  ]),
]);

objectCases(opaqueRelease, [
  allows("an object", object("v1", "Service", {})),
  denies("a release of Helm", object("helm.sh/v3", "Release", {}), ["kind"]),
  denies("a chart of K3s", object("helm.cattle.io/v1", "HelmChart", {}), ["kind"]),
  denies("an application of Argo CD", object("argoproj.io/v1alpha1", "Application", {}), ["kind"]),
  denies("a release of Flux", object("helm.toolkit.fluxcd.io/v2", "HelmRelease", {}), ["kind"]),
  allows("a namesake", object("example.com/v1", "Release", {})),
]);
