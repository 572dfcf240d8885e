/** The few calls that checks make, so that their tests need no cluster. */

export type Kind =
  | "Deployment"
  | "StatefulSet"
  | "DaemonSet"
  | "Pod"
  | "Job"
  | "ConfigMap"
  | "Secret"
  | "Event"
  /** PostgreSQL, as CloudNativePG keeps it. */
  | "Cluster"
  /** One base backup of it, and a place for them. */
  | "Backup"
  | "ObjectStore";

export interface Metadata {
  name: string;
  namespace?: string;
  generation?: number;
  resourceVersion?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** ISO 8601, UTC. */
  creationTimestamp?: string;
  /** Set once it is being deleted. */
  deletionTimestamp?: string;
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
}

export interface Container {
  name: string;
  image: string;
  livenessProbe?: unknown;
  readinessProbe?: unknown;
  startupProbe?: unknown;
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
}

export interface Workload extends KubeObject {
  spec: {
    replicas?: number;
    selector: { matchLabels?: Record<string, string> };
    template: { spec: { containers: Container[] } };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    desiredNumberScheduled?: number;
    numberReady?: number;
    updatedNumberScheduled?: number;
  };
}

export interface Terminated {
  exitCode: number;
  reason?: string;
  message?: string;
  /** ISO 8601, UTC. */
  finishedAt?: string;
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  state?: { waiting?: { reason?: string; message?: string }; terminated?: Terminated };
  lastState?: { terminated?: Terminated };
}

export interface Pod extends KubeObject {
  spec: { containers: Container[]; nodeName?: string };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface Job extends KubeObject {
  status?: { conditions?: { type: string; status: string; reason?: string; message?: string }[] };
}

export interface ClusterEvent extends KubeObject {
  type?: string;
  reason?: string;
  message?: string;
  involvedObject: { kind?: string; name?: string };
}

/** Use of one container, as the metrics API last saw it. */
export interface ContainerUsage {
  pod: string;
  container: string;
  /** Cores. */
  cpu: number;
  memoryBytes: number;
}

/** The machine that a cluster offers, as far as this account may see it. */
export interface Machine {
  nodes: number;
  cpus: number;
  memoryBytes: number;
  kubernetes: string;
  architecture: string;
}

export interface Cluster {
  /** The object, or undefined where there is none. */
  get<T extends KubeObject>(kind: Kind, namespace: string, name: string): Promise<T | undefined>;
  list<T extends KubeObject>(
    kind: Kind,
    namespace: string,
    labels?: Record<string, string>,
  ): Promise<T[]>;
  create(object: KubeObject): Promise<void>;
  /**
   * Deletes the object and, in the background, what it owns. An absent object is fine. A pod may
   * be given fewer seconds to end in than it asked for.
   */
  delete(kind: Kind, namespace: string, name: string, graceSeconds?: number): Promise<void>;
  /** Merges `status` into the object's. */
  patchStatus(kind: Kind, namespace: string, name: string, status: object): Promise<void>;
  logs(namespace: string, pod: string, container: string): Promise<string>;
  /** Undefined where the cluster has no metrics API. */
  usage(namespace: string): Promise<ContainerUsage[] | undefined>;
  machine(): Promise<Machine>;
}

/** The API could not be asked or refused the question: nothing was measured. */
export class ClusterError extends Error {
  /** HTTP status, or 0 where no answer came. */
  readonly status: number;
  constructor(message: string, status = 0) {
    super(message);
    this.name = "ClusterError";
    this.status = status;
  }

  /** A later attempt may succeed. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}
