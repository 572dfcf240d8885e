import { at, equal, type KubeObject } from "../model/objects.ts";
import { podCondition } from "./pods.ts";
import {
  isTrue,
  ready,
  SERVICE,
  SLICE,
  STORAGE_CLASS,
  waiting,
  type Condition,
  type View,
} from "./verdict.ts";
import { daemonSet, deployment, job, replicationController, statefulSet } from "./workloads.ts";

/** How long endpoints must be still before a service without ready pods counts as settled. */
const SETTLED = 2_000;

const service: Condition = {
  needs: [SLICE],
  check(object, view) {
    const { type, clusterIP, selector } = object.spec ?? {};
    const addressed = type !== "LoadBalancer" || !!at(object, "status", "loadBalancer", "ingress");
    const alone = type === "ExternalName" || clusterIP === "None" || !hasKeys(selector);
    if (alone) {
      return addressed ? ready("Service is ready") : waiting("Waiting for a load balancer address");
    }
    const { some, pending } = endpointsOf(object, view);
    const settled = (some && !pending) || (!pending && view.quiet >= SETTLED);
    if (addressed && settled) return ready("Service initialization complete");
    const problems: string[] = [];
    if (!some) {
      problems.push(
        "Service does not target any Pods. Selected Pods may not be ready, or " +
          "field '.spec.selector' may not match labels on any Pods",
      );
    }
    if (!addressed) {
      problems.push(
        "Service was not allocated an IP address; does your cloud provider support this?",
      );
    }
    const step = settled
      ? "[2/3] Attempting to allocate IP address to Service"
      : "[1/3] Finding Pods to direct traffic to";
    return { ...waiting(step, problems), recheck: SETTLED };
  },
};

const hasKeys = (map: any): boolean => Object.keys(map ?? {}).length > 0;

function endpointsOf(object: KubeObject, view: View): { some: boolean; pending: boolean } {
  const endpoints = view
    .list(SLICE.kind)
    .filter(
      ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === object.metadata.name,
    )
    .flatMap((slice) => slice.endpoints ?? [])
    .filter(({ conditions }) => !conditions?.terminating);
  const isReady = (endpoint: any) => endpoint.conditions?.ready !== false;
  return { some: endpoints.some(isReady), pending: !endpoints.every(isReady) };
}

const ingress: Condition = {
  needs: [SERVICE],
  check(object, view) {
    const known = view.list(SERVICE.kind).map(({ metadata }) => metadata.name);
    const missing = backends(object).filter((name) => !known.includes(name));
    const addressed = (at(object, "status", "loadBalancer", "ingress") ?? []).length > 0;
    if (missing.length === 0 && addressed) return ready("Ingress initialization complete");
    const problems = missing.map((name) => `No matching service found for ingress rule: ${name}`);
    if (!addressed) {
      problems.push(
        "Ingress .status.loadBalancer field was not updated with a hostname/IP address",
      );
    }
    const step = missing.length
      ? "[1/3] Finding a matching service for each Ingress path"
      : "[2/3] Waiting for update of .status.loadBalancer with hostname/IP";
    return waiting(step, problems);
  },
};

const backends = (object: KubeObject): string[] =>
  (object.spec?.rules ?? [])
    .flatMap((rule: any) => rule.http?.paths ?? [])
    .map((path: any) => path.backend?.service?.name)
    .filter(Boolean);

/** Bound, or waiting for its first consumer where its class wants that. */
const claim: Condition = {
  needs: [STORAGE_CLASS],
  check(object, view) {
    const phase = object.status?.phase ?? "unknown";
    if (phase === "Bound") return ready("PersistentVolumeClaim is bound");
    const name = object.spec?.storageClassName;
    const of = view.list(STORAGE_CLASS.kind).find(({ metadata }) => metadata.name === name);
    if (phase === "Pending" && of?.volumeBindingMode === "WaitForFirstConsumer") {
      return ready("PersistentVolumeClaim waits for its first consumer");
    }
    const why = of
      ? `its phase is ${phase}`
      : name
        ? `there is no StorageClass "${name}"`
        : "it names no StorageClass, and the cluster has no default one";
    const problem = `PersistentVolumeClaim ${object.metadata.name} is not bound: ${why}`;
    return waiting("Waiting for the claim to be bound", [problem]);
  },
};

const volume: Condition = {
  needs: [],
  check: ({ status }) =>
    ["Available", "Bound"].includes(status?.phase)
      ? ready(`PV is ${status.phase.toLowerCase()}`)
      : waiting("Waiting for the volume", [`its phase is ${status?.phase ?? "unknown"}`]),
};

const quota: Condition = {
  needs: [],
  check: ({ spec, status }) =>
    equal(spec?.hard ?? {}, status?.hard ?? {})
      ? ready("ResourceQuota is in force")
      : waiting("Waiting for the quota to be in force", ["status.hard differs from spec.hard"]),
};

const secret: Condition = {
  needs: [],
  check: ({ type, data }) =>
    type !== "kubernetes.io/service-account-token" || hasKeys(data)
      ? ready("Secret is ready")
      : waiting("Waiting for the token", ["no token was issued: does the ServiceAccount exist?"]),
};

const definition: Condition = {
  needs: [],
  check(object) {
    if (isTrue(object, "Established")) return ready("The kind is served");
    const conditions = at(object, "status", "conditions") ?? [];
    const problems = conditions
      .filter((c: any) => c.status === "False" && c.message)
      .map((c: any) => `[${c.reason}] ${c.message}`);
    const refused = isFalse(object, "NamesAccepted");
    return { ...waiting("Waiting for the kind to be served", problems), hopeless: refused };
  },
};

function isFalse(object: KubeObject, type: string): string | undefined {
  const conditions: any[] = at(object, "status", "conditions") ?? [];
  const found = conditions.find((c) => c.type === type && c.status === "False");
  return found && `[${found.reason}] ${found.message}`;
}

const CONDITIONS: Record<string, Condition> = {
  "apps/v1/Deployment": deployment,
  "apps/v1/StatefulSet": statefulSet,
  "apps/v1/DaemonSet": daemonSet,
  "batch/v1/Job": job,
  "v1/Pod": podCondition,
  "v1/ReplicationController": replicationController,
  "v1/Service": service,
  "networking.k8s.io/v1/Ingress": ingress,
  "v1/PersistentVolumeClaim": claim,
  "v1/PersistentVolume": volume,
  "v1/ResourceQuota": quota,
  "v1/Secret": secret,
  "apiextensions.k8s.io/v1/CustomResourceDefinition": definition,
};

/** When an object of this kind counts as ready; undefined where existing is enough. */
export const builtInCondition = ({ apiVersion, kind }: KubeObject): Condition | undefined =>
  CONDITIONS[`${apiVersion}/${kind}`];
