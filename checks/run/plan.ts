/** What to check, as data: declared by components, exported as the stack output `checkPlan`. */

export type { Credential, RotationSpec } from "../data/rotation-spec.ts";

/** How to reach the cluster: paths and names only, never a credential. */
export interface ClusterAccess {
  /** @default - `KUBECONFIG`, then `~/.kube/config`, then the in-cluster credentials */
  kubeconfig?: string;
  /** @default - the kubeconfig's current context */
  context?: string;
}

export interface WorkloadRef {
  kind: "Deployment" | "StatefulSet" | "DaemonSet";
  namespace: string;
  name: string;
}

/** Which key of which Secret holds a name or a password; the value itself never enters a plan. */
export interface SecretRef {
  name: string;
  key: string;
}

/** Whose labels and account a probe's pod carries, so that policies treat it as that client. */
export interface PodIdentity {
  namespace: string;
  serviceAccountName: string;
  labels: Record<string, string>;
}

/**
 * Every declared workload has all its replicas ready, and keeps its promises about probes; every
 * database has all its instances.
 */
export interface HealthSpec {
  kind: "health";
  workloads: WorkloadRef[];
  /** Clusters that CloudNativePG keeps. @default - none */
  databases?: { namespace: string; name: string }[];
  /** Longest wait for readiness. */
  timeoutSeconds: number;
}

/** One conversation that has to work, or, for `refused`, has to be stopped by a NetworkPolicy. */
export type Probe =
  | { kind: "http"; name: string; image: string; url: string; status: number; body?: string }
  | {
      kind: "postgres";
      name: string;
      image: string;
      host: string;
      port: number;
      database: string;
      user: string | SecretRef;
      password: SecretRef;
    }
  | { kind: "redis"; name: string; image: string; host: string; port: number; password: SecretRef }
  | { kind: "refused"; name: string; image: string; host: string; port: number };

export interface ConnectivitySpec {
  kind: "connectivity";
  /** Probes by the identity that has to make them. */
  from: { identity: PodIdentity; probes: Probe[] }[];
  timeoutSeconds: number;
}

export interface LoadSpec {
  kind: "load";
  identity: PodIdentity;
  /** Image with k6 as `k6` on its PATH. */
  image: string;
  /** File name in `checks/load/`. */
  script: string;
  baseUrl: string;
  profile: {
    /** Iterations started a second, whatever the service answers (an open model). */
    ratePerSecond: number;
    durationSeconds: number;
    /** Unmeasured load before the measured part. */
    warmUpSeconds: number;
    maxVUs: number;
  };
  thresholds: {
    p95Milliseconds: number;
    p99Milliseconds: number;
    /** Share of requests that may fail, 0 to 1. */
    errorRate: number;
  };
  resources: { requests: Record<string, string>; limits: Record<string, string> };
}

/** Use of CPU and memory against the limits, restarts, and kills for want of memory. */
export interface ResourcesSpec {
  kind: "resources";
  workloads: WorkloadRef[];
  /** Largest share of its limit that a container may use, 0 to 1. */
  maxShareOfLimit: { cpu: number; memory: number };
  maxRestarts: number;
  /** How long use is sampled. */
  windowSeconds: number;
}

/** What befalls the primary: its pod is killed, or it is told to hand over. */
export type Fault = "kill" | "switchover";

/**
 * A client writes without a pause while the primary of a CloudNativePG cluster fails. What it was
 * told is kept has to be there afterwards.
 */
export interface FailoverSpec {
  kind: "failover";
  identity: PodIdentity;
  /** Image with psql. */
  image: string;
  cluster: { namespace: string; name: string };
  /** A role that may make tables in the schema of its own name. */
  login: Login;
  /** One after the other, each on a cluster that is whole. */
  faults: readonly Fault[];
  /** Longest time without an acknowledged write after a kill, and in a switchover. */
  takeOverSeconds: number;
  switchoverSeconds: number;
  /** Longest wait until every instance is there again. */
  healSeconds: number;
}

/** A role of a database, and where the name and the password of a login with its rights lie. */
export interface Login {
  database: string;
  role: string;
  /** Secret with the keys `username` and `password`. */
  secretName: string;
}

/**
 * A database is made of the backups of another, as it was before a mishap, and what it holds is
 * compared with what had been acknowledged by then.
 */
export interface RestoreSpec {
  kind: "restore";
  identity: PodIdentity;
  /** Image with psql. */
  image: string;
  cluster: { namespace: string; name: string };
  /** A role that may make tables in the schema of its own name. */
  login: Login;
  /** The database that is made, and removed again: what CloudNativePG takes for it. */
  scratch: { name: string; spec: { bootstrap: { recovery: object } } };
  /** Longest time until a change is archived: how long the check writes. */
  archiveSeconds: number;
  /** Oldest change that may be in no backup, and longest time until the copy serves. */
  rpoSeconds: number;
  rtoSeconds: number;
}

/** What a store's vector index finds is held against what is there. */
export interface VectorsSpec {
  kind: "vectors";
  identity: PodIdentity;
  /** Image with psql. */
  image: string;
  host: string;
  port: number;
  /** The store's client, and a role that may make temporary tables. */
  logins: { client: Login; trial: Login };
  /** Table with the columns `content` and `embedding`. */
  table: string;
  dimensions: number;
  /** How the index is built, as that of the store is. */
  index: { m: number; efConstruction: number };
  /** How many neighbours a search asks for. */
  neighbours: number;
  /** Vectors that the check makes, and searches; and what the searches have to come to. */
  data: { rows: number; queries: number; minRecall: number; p95Milliseconds: number };
  timeoutSeconds: number;
}

/**
 * A service is asked steadily while its cache is away. It has to go on answering as well as it
 * promises, and the cache has to come back.
 */
export interface DegradationSpec {
  kind: "degradation";
  /** The requests, for as long as the cache is away, and what P95 and errors may come to. */
  load: LoadSpec;
  /** The cache's pod; what owns it makes it anew whenever it is deleted. */
  pod: { namespace: string; name: string };
  /** How a client of the cache reaches it. */
  cache: {
    identity: PodIdentity;
    /** Image with redis-cli. */
    image: string;
    host: string;
    port: number;
    password: SecretRef;
  };
  /** Longest wait until the cache keeps and gives back a value again. */
  backSeconds: number;
}

/** Where a language model is asked, by whom, and how long that may take. */
interface AskedSpec {
  identity: PodIdentity;
  /** Image with Node.js as `node` on its PATH. */
  image: string;
  /** `host:port` that speaks OpenAI's protocol, and says in a header who answered. */
  gateway: string;
  /** Time for one answer. */
  answerSeconds: number;
  timeoutSeconds: number;
}

/** A language model answers, as fast as required, with what was asked for, and from where it should. */
export interface LlmSpec extends AskedSpec {
  kind: "llm";
  /**
   * Where the stack's own Ollama tells its metrics, as `host:port`, how many pods share that
   * address, which endpoints are asked there, and how many GPUs a pod has.
   */
  ollama?: { watchers: string; replicas: number; endpoints: string[]; gpus: number };
  /** Models that it has to hold. */
  models: string[];
  /** Names of the endpoints behind the gateway, the one that should answer first. */
  endpoints: string[];
  /** How long the gateway waits for an endpoint before it asks the next one. */
  tokenSeconds: number;
  embeddings: boolean;
  /** Answers to be timed, and how many at a time. */
  requests: number;
  parallel: number;
  maxTokens: number;
  /** What an answer in JSON may choose from. */
  actions: string[];
  thresholds: { successRate: number; firstTokenSeconds: number; tokensPerSecond: number };
}

/** A language model decides on labelled alerts, and is right often enough. */
export interface DecisionsSpec extends AskedSpec {
  kind: "decisions";
  /** How many of the labelled alerts. */
  alerts: number;
  /** Share of decisions that have to be right, 0 to 1. */
  minAccuracy: number;
}

/** A service answers one request with what has to be in its answer. */
export interface ServiceSpec extends Omit<AskedSpec, "gateway"> {
  kind: "service";
  url: string;
  /** Body of a POST, in JSON. @default - it is a GET */
  request?: string;
  /** Regular expression that the answer has to match. */
  answer: string;
  /** Key of a Secret in the client's namespace. @default - none is shown */
  key?: SecretRef;
}

/** A table of texts and their vectors, and who may write to it. */
export interface TextStore {
  /** Image with psql. */
  image: string;
  host: string;
  port: number;
  /** Table with the columns `content`, `metadata` and `embedding`. */
  table: string;
  login: Login;
  dimensions: number;
  /** Least share of the true neighbours that a search has to find, 0 to 1. */
  minRecall: number;
}

/** Texts are put into a store with the embeddings of a model, found again, and removed. */
export interface TextsSpec extends AskedSpec {
  kind: "texts";
  store: TextStore;
}

/** Ollama refuses what is more than it takes at a time, at once and as it should. */
export interface OverloadSpec extends AskedSpec {
  kind: "overload";
  /** `host:port` of Ollama, and of its metrics. */
  ollama: string;
  watchers: string;
  model: string;
  /** Requests at a time, and how many may be under way. */
  requests: number;
  most: number;
  /** Longest time until a request is refused. */
  refusalSeconds: number;
}

export type CheckSpec =
  | HealthSpec
  | ConnectivitySpec
  | LoadSpec
  | ResourcesSpec
  | FailoverSpec
  | VectorsSpec
  | RestoreSpec
  | DegradationSpec
  | LlmSpec
  | DecisionsSpec
  | TextsSpec
  | OverloadSpec
  | ServiceSpec;

export interface PlannedCheck {
  name: string;
  /** Of the spec, the script's text and everything proved: unchanged means proved already. */
  digest: string;
  spec: CheckSpec;
}

export interface CheckPlan {
  schemaVersion: "1";
  stack: string;
  cluster: ClusterAccess;
  /** Where run documents are kept, and baselines are read, relative to the project's root. */
  directories: { runs: string; baselines: string };
  /** In the order in which they are earned. */
  checks: PlannedCheck[];
}
