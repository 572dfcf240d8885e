import { at, isOwnedBy, type Kind, type KubeObject } from "../model/objects.ts";

/** What is known about whether an object has become ready. */
export interface Verdict {
  ready: boolean;
  /** What it waits for, in one line. */
  status: string;
  /** What stands in the way. @default - nothing known */
  problems?: string[];
  /** Why waiting longer is of no use. @default - waiting may help */
  hopeless?: string;
  /** Look again after this time even if nothing changes, in milliseconds. */
  recheck?: number;
}

/** The object's surroundings at one moment. */
export interface View {
  /** Objects of a kind in the same namespace, of those that the condition needs. */
  list(kind: string): KubeObject[];
  /** The object before the change that is waited for; none after a creation. */
  previous?: KubeObject;
  /** Milliseconds since anything around the object changed; endless when only looking. */
  quiet: number;
}

export interface Condition {
  /** Kinds to be observed besides the object itself. */
  needs: Kind[];
  check(object: KubeObject, view: View): Verdict;
}

export const POD: Kind = { apiVersion: "v1", kind: "Pod" };
export const REPLICA_SET: Kind = { apiVersion: "apps/v1", kind: "ReplicaSet" };
export const CLAIM: Kind = { apiVersion: "v1", kind: "PersistentVolumeClaim" };
export const SLICE: Kind = { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" };
export const SERVICE: Kind = { apiVersion: "v1", kind: "Service" };
export const STORAGE_CLASS: Kind = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass" };
export const EVENT: Kind = { apiVersion: "v1", kind: "Event" };

export const ready = (status: string): Verdict => ({ ready: true, status });
export const waiting = (status: string, problems: string[] = []): Verdict => ({
  ready: false,
  status,
  problems,
});

export const conditionOf = (object: KubeObject, type: string): any =>
  (at(object, "status", "conditions") ?? []).find((c: any) => c.type === type);

export const isTrue = (object: KubeObject, type: string): boolean =>
  conditionOf(object, type)?.status === "True";

/** Whether the controller has seen the newest specification. */
export const isObserved = ({ metadata, status }: KubeObject): boolean =>
  (status?.observedGeneration ?? -1) >= (metadata.generation ?? 0);

export const owned = (view: View, kind: Kind, owner: KubeObject | undefined): KubeObject[] =>
  view.list(kind.kind).filter((object) => isOwnedBy(object, owner));
