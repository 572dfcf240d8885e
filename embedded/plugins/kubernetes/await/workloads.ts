import { at, type KubeObject } from "../model/objects.ts";
import { podTroubles } from "./pods.ts";
import {
  CLAIM,
  conditionOf,
  isObserved,
  isTrue,
  owned,
  POD,
  ready,
  REPLICA_SET,
  waiting,
  type Condition,
  type Verdict,
  type View,
} from "./verdict.ts";

const REVISION = "deployment.kubernetes.io/revision";
const revisionOf = (object: KubeObject | undefined): string | undefined =>
  at(object, "metadata", "annotations", REVISION);

/** Ready when the newest revision's pods are, and its volumes are bound. */
export const deployment: Condition = {
  needs: [REPLICA_SET, POD, CLAIM],
  check(object, view) {
    const revision = revisionOf(object);
    const current = owned(view, REPLICA_SET, object).find((rs) => revisionOf(rs) === revision);
    if (!isObserved(object) || !revision) return waiting("Waiting for the Deployment controller");
    const wanted = current?.spec.replicas ?? object.spec.replicas ?? 1;
    const have = current?.status?.readyReplicas ?? 0;
    const rolledOut = revision === "1" || hasNewReplicaSet(object);
    const unbound = unboundClaims(object, view);
    if (current && have >= wanted && rolledOut && isTrue(object, "Available") && !unbound.length) {
      return ready("Deployment initialization complete");
    }
    const troubles = podTroubles(owned(view, POD, current));
    const problems = [...refusals(object), ...unbound, ...troubles.problems];
    return {
      ...waiting(`Waiting for app ReplicaSet to be available (${have}/${wanted} Pods available)`),
      problems: problems.length ? problems : ["Minimum number of live Pods was not attained"],
      hopeless: refusals(object)[0] ?? troubles.hopeless,
    };
  },
};

function hasNewReplicaSet(object: KubeObject): boolean {
  const progressing = conditionOf(object, "Progressing");
  return progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
}

/** Pods that the API server refused to make: a quota, a limit range, a security policy. */
function refusals(object: KubeObject): string[] {
  const failure = conditionOf(object, "ReplicaFailure");
  if (failure?.status !== "True" || !isRefusal(failure.message ?? "")) return [];
  return [`${object.kind} ${object.metadata.name} cannot make its Pods: ${failure.message}`];
}

/** Whether a controller's complaint is a lasting no, not the wait for another object. */
export const isRefusal = (message: string): boolean =>
  /exceeded quota|forbidden|is invalid|denied the request/.test(message) &&
  !/not found|lookup|looking up/.test(message);

function unboundClaims(object: KubeObject, view: View): string[] {
  const volumes: any[] = at(object, "spec", "template", "spec", "volumes") ?? [];
  const names = volumes.map((volume) => volume.persistentVolumeClaim?.claimName);
  return view
    .list(CLAIM.kind)
    .filter(({ metadata, status }) => names.includes(metadata.name) && status?.phase !== "Bound")
    .map(({ metadata, status }) => {
      const phase = status?.phase ?? "unknown";
      return `PersistentVolumeClaim ${metadata.name} is not bound, its phase is ${phase}`;
    });
}

/** Ready when all replicas are, on the newest revision. */
export const statefulSet: Condition = {
  needs: [POD],
  check(object, view) {
    const { spec, status = {}, metadata } = object;
    const wanted = spec.replicas ?? 1;
    const have = status.readyReplicas ?? 0;
    const line = `Waiting for StatefulSet to create Pods (${have}/${wanted} Pods ready)`;
    if (!isObserved(object)) return waiting(line);
    const onDelete = metadata.generation > 1 && spec.updateStrategy?.type === "OnDelete";
    const revision =
      onDelete || (!!status.currentRevision && status.currentRevision === status.updateRevision);
    const replicas = wanted === (status.replicas ?? 0) && wanted === have;
    const current = onDelete || wanted === (status.currentReplicas ?? 0);
    if (revision && replicas && current) return ready("StatefulSet initialization complete");
    const troubles = podTroubles(owned(view, POD, object));
    const problems = [...troubles.problems];
    if (!replicas) problems.unshift(`${have} out of ${wanted} replicas succeeded readiness checks`);
    if (!revision) problems.push(rollText(status));
    const rolling = metadata.generation > 1 && replicas && !revision;
    return {
      ...waiting(rolling ? "Waiting for StatefulSet to update .status.currentRevision" : line),
      problems,
      hopeless: troubles.hopeless,
    };
  },
};

const rollText = ({ currentRevision = "", updateRevision = "" }: any): string =>
  "StatefulSet controller failed to advance from revision " +
  `"${currentRevision}" to revision "${updateRevision}"`;

/** Ready when every node that should has an updated and available pod. */
export const daemonSet: Condition = {
  needs: [POD],
  check(object, view): Verdict {
    const status = object.status ?? {};
    const wanted = status.desiredNumberScheduled ?? 0;
    const have = Math.min(status.numberAvailable ?? 0, status.numberReady ?? 0);
    const updated = status.updatedNumberScheduled ?? 0;
    const onDelete = at(object, "spec", "updateStrategy", "type") === "OnDelete";
    if (isObserved(object) && have >= wanted && (onDelete || updated >= wanted)) {
      return ready(`All replicas scheduled as expected. Replicas: ${wanted}`);
    }
    const troubles = podTroubles(owned(view, POD, object));
    return {
      ...waiting(`Waiting for DaemonSet Pods (${have}/${wanted} available, ${updated} updated)`),
      ...troubles,
    };
  },
};

/** Ready when it has completed; failed when Kubernetes says so. */
export const job: Condition = {
  needs: [POD],
  check(object, view) {
    if (isTrue(object, "Complete")) return ready("Job has completed");
    const { active = 0, succeeded = 0, failed = 0 } = object.status ?? {};
    const troubles = podTroubles(owned(view, POD, object));
    const failure = conditionOf(object, "Failed");
    const over =
      failure?.status === "True"
        ? `Job ${object.metadata.name} failed: [${failure.reason}] ${failure.message ?? ""}`.trim()
        : undefined;
    const counts = `(Active: ${active} | Succeeded: ${succeeded} | Failed: ${failed})`;
    return {
      ...waiting(`Waiting for Job "${object.metadata.name}" to succeed ${counts}`),
      problems: [...(over ? [over] : []), ...troubles.problems],
      hopeless: over ?? troubles.hopeless,
    };
  },
};

export const replicationController: Condition = {
  needs: [POD],
  check(object, view) {
    const wanted = object.spec.replicas ?? 1;
    const have = object.status?.availableReplicas ?? 0;
    if (have === wanted) return ready("ReplicationController is available");
    const troubles = podTroubles(owned(view, POD, object));
    return { ...waiting(`Waiting for replicas (${have}/${wanted} available)`), ...troubles };
  },
};
