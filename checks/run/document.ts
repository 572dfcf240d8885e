/** The run document: what was measured, and the source of every report. */

export type Verdict = "pass" | "warn" | "fail" | "error" | "skip";

export type Grade = "Excellent" | "Good" | "Acceptable" | "Poor";

/** One measured fact, with what it was held against. */
export interface Evidence {
  /** Lower-case words, such as `p99 latency` or `frontend -> backend`. */
  name: string;
  verdict: Verdict;
  value?: number | string | boolean;
  /** UCUM-like, such as `ms`, `1/s`, `By`, `1` for a ratio. */
  unit?: string;
  /** What was required, such as `< 500 ms`. */
  target?: string;
  /** Why it is not a pass, or why it was not measured. */
  reason?: string;
}

/** Distribution of a latency, in milliseconds. */
export interface LatencySummary {
  count: number;
  mean: number;
  median: number;
  p95: number;
  p99: number;
  max: number;
  standardDeviation: number;
}

/** Latency and rate over the time of a load, one point per bucket. */
export interface LoadSeries {
  bucketSeconds: number;
  points: {
    atSeconds: number;
    requests: number;
    errors: number;
    p50: number;
    p95: number;
    p99: number;
  }[];
}

export interface CheckResult {
  name: string;
  kind:
    | "health"
    | "connectivity"
    | "load"
    | "resources"
    | "failover"
    | "vectors"
    | "restore"
    | "rotation"
    | "degradation"
    | "llm"
    | "decisions"
    | "texts"
    | "overload"
    | "service";
  digest: string;
  verdict: Verdict;
  /** One sentence: what was found, and for anything but a pass what to do. */
  reason: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  durationSeconds: number;
  evidence: Evidence[];
  /** What load it was: latencies of another load are not comparable. */
  load?: {
    script: string;
    ratePerSecond: number;
    durationSeconds: number;
    /** Lines of the latency plot. */
    p95Milliseconds: number;
    p99Milliseconds: number;
  };
  latency?: LatencySummary;
  series?: LoadSeries;
  /** Only where it was measured. */
  grade?: Grade;
  /** Comparison with the accepted baseline. */
  baseline?: {
    verdict: "none" | "same" | "regression" | "improvement" | "not-compared" | "inconclusive";
    reason: string;
  };
  /** Id of the older run this result was carried over from: its digest had not changed. */
  measuredIn?: string;
}

export interface RunDocument {
  schemaVersion: "1";
  /** Sortable: UTC time and a random tail. */
  id: string;
  stack: string;
  trigger: "up" | "check" | "rotate";
  startedAt: string;
  finishedAt?: string;
  /** The machine and cluster it was measured on: other machines are not compared. */
  machine: {
    nodes: number;
    cpus: number;
    memoryBytes: number;
    kubernetes: string;
    architecture: string;
  };
  /** Time budgets of requirement S0.5, those that were measured. */
  phases: { name: string; seconds: number; budgetSeconds?: number }[];
  checks: CheckResult[];
  /** Worst verdict of all checks; `skip` only if every check was skipped. */
  verdict: Verdict;
  /** Worst grade of all checks; only where the verdict is `pass` or `warn`. */
  grade?: Grade;
}
