/** What the probe is told. */
export interface Questions {
  /** `http://host:port` of the gateway. */
  gateway: string;
  /** `http://host:port` of the metrics of the stack's own Ollama. */
  ollama?: string;
  /** Whether some endpoint makes embeddings. */
  embeddings: boolean;
  /** Answers to be timed, and how many at a time. */
  requests: number;
  parallel: number;
  maxTokens: number;
  /** What an answer in JSON may choose from. */
  actions: string[];
  /** Time for one answer. */
  seconds: number;
}

/** What the probe is told when it has decisions to ask for. */
export interface DecisionQuestions {
  gateway: string;
  alerts: { id: string; text: string }[];
  /** What can be done about an alert, each with what it means. */
  actions: Record<string, string>;
  seconds: number;
}

/** What the probe is told when it has to ask too much. */
export interface OverloadQuestions {
  /** `http://host:port` of Ollama, and of its metrics. */
  ollama: string;
  watchers: string;
  model: string;
  /** Requests at a time. */
  requests: number;
  seconds: number;
}

/** Answers by status, or by what was wrong, as the client and as the exporter counted them. */
export interface Overload {
  client: Record<string, number>;
  exporter: { codes: Record<string, number> } | { error: string };
  slowestRefusalSeconds: number;
  /** Status of one more request. */
  afterwards: string;
}

/** What the probe is told when it has a service to ask. */
export interface VisitQuestions {
  url: string;
  /** Body of a POST, in JSON. @default - it is a GET */
  request?: string;
  /** Regular expression that the answer has to match. */
  answer: string;
  seconds: number;
}

/** What a service answered. */
export type Visit =
  | {
      status: number;
      seconds: number;
      /** How it begins. */
      text: string;
      /** Whether the whole of it matches. */
      matches: boolean;
    }
  | { error: string };

/** What the probe is told when it has texts to embed. */
export interface TextQuestions {
  gateway: string;
  texts: { id: string; text: string }[];
  seconds: number;
  /** Tells rows of the check from those of others. */
  mark: string;
  /** Folder that receives the file `texts`, of lines to be copied into a table; empty, if none are. */
  folder: string;
}

/** How texts came to their vectors. */
export type Embedded =
  { texts: number; dimensions: number; seconds: number; endpoints: string[] } | { error: string };

export interface Decision {
  id: string;
  action?: string;
  error?: string;
}

/** One answer, timed from the outside. */
export interface Answer {
  ok: boolean;
  /** Endpoint that gave it. */
  endpoint?: string;
  /** How long the endpoints before it took to fail, and what was wrong with them. */
  fallbackSeconds?: number;
  fallbackReason?: string;
  firstTokenSeconds?: number;
  tokensPerSecond?: number;
  error?: string;
}

export interface Exporter {
  present: string[];
  /** Memory in bytes, by model, and how much of it is on GPUs. */
  loaded: Record<string, number>;
  onGpus: Record<string, number>;
  answered: number;
  /** Means. */
  firstTokenSeconds?: number;
  tokensPerSecond?: number;
}

/** What the probe saw. */
export interface Measured {
  /** Models, and what came while the answers were timed, as Ollama's exporter tells them. */
  exporter?: Exporter | { error: string };
  warmUp: Answer & { seconds: number };
  answers: Answer[];
  /** Text of a request that had to be JSON of a schema. */
  structured: Answer & { text: string };
  /** A fact of the live cluster that was handed in, and what came back. */
  fact: Answer & { text: string; given: string };
  /** Cosine of two alerts of one meaning, and of two of different ones. */
  similarity?: { like: number; unlike: number; dimensions: number } | { error: string };
}
