import { Api } from "./client/api.ts";
import { Informers } from "./client/informers.ts";
import { loadAccess } from "./client/kubeconfig.ts";
import type { Reporter } from "./engine.ts";
import { Journal } from "./journal.ts";
import { title, type KubeObject } from "./model/objects.ts";
import type { Settings } from "./settings.ts";

/** Silence between two lines about an outage, in milliseconds. */
const TELL_AGAIN = 10_000;

/** A cluster that answers. */
export interface Cluster {
  api: Api;
  informers: Informers;
}

/** What every operation of a configured provider shares. */
export class Context {
  readonly settings: Settings;
  readonly reporter: Reporter;
  readonly journal: Journal;
  /** Counts writes: what was listed before one is out of date. */
  writes = 0;
  private readonly canceller = new AbortController();
  private readonly connecting: Promise<Cluster>;
  private readonly warned = new Set<string>();
  private defaultNamespace = "";

  constructor(settings: Settings, reporter: Reporter, journal = new Journal()) {
    this.settings = settings;
    this.reporter = reporter;
    this.journal = journal;
    this.connecting = this.connect();
    this.connecting.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.canceller.signal;
  }

  /** The cluster, or a rejection that says in one sentence why it cannot be reached. */
  cluster(): Promise<Cluster> {
    return this.connecting;
  }

  /** The cluster, or the reason why there is none. */
  async tryCluster(): Promise<{ cluster?: Cluster; reason: string }> {
    try {
      return { cluster: await this.connecting, reason: "" };
    } catch (error) {
      return { reason: (error as Error).message };
    }
  }

  /** The namespace of objects that name none. */
  async namespace(): Promise<string> {
    await this.tryCluster();
    return this.settings.namespace || this.defaultNamespace || "default";
  }

  /** Ends all waiting; what is made stays, and is reported as not ready. */
  cancel(): void {
    this.canceller.abort();
  }

  /** Passes on what the API server warns of, once, where users can do something about it. */
  private warn(text: string, about: KubeObject): void {
    const { suppressDeprecationWarnings: isSilent } = this.settings;
    const isMeant = /unknown field/.test(text) || (/deprecated/.test(text) && !isSilent);
    const line = `${title(about)}: ${text}`;
    if (!isMeant || this.warned.has(line)) return;
    this.warned.add(line);
    this.reporter.log("WARNING", "", line);
  }

  private async connect(): Promise<Cluster> {
    const { kubeconfig, context, cluster } = this.settings;
    const access = await loadAccess({ kubeconfig, context, cluster });
    this.defaultNamespace = access.namespace;
    const api = new Api(access);
    api.onWarning = (text, about) => this.warn(text, about);
    let told = 0;
    api.onRetry = (why) => {
      if (Date.now() - told < TELL_AGAIN) return;
      told = Date.now();
      this.reporter.log("INFO", "", why);
    };
    await api.probe("/version");
    return { api, informers: new Informers(api, this.signal) };
  }
}

/** What an operation says when it cannot do its work. */
export const unreachable = (reason: string): Error =>
  new Error(`configured Kubernetes cluster is unreachable: ${reason}`);
