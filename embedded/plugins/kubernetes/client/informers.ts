import type { Kind, KubeObject } from "../model/objects.ts";
import type { Api } from "./api.ts";
import { isForbidden } from "./errors.ts";

/** A live copy of a collection: listed once, then followed. */
export class Informer {
  readonly items = new Map<string, KubeObject>();
  /** Set where the collection may not be listed. */
  denied = false;
  private readonly api: Api;
  private readonly kind: Kind;
  private readonly path: string;
  private readonly selector: string;
  private readonly listeners = new Set<() => void>();
  private readonly signal: AbortSignal;
  readonly ready: Promise<void>;

  constructor(api: Api, kind: Kind, path: string, selector: string, signal: AbortSignal) {
    this.api = api;
    this.kind = kind;
    this.path = path;
    this.selector = selector;
    this.signal = signal;
    this.ready = new Promise((resolve) => void this.run(resolve));
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  find(name: string): KubeObject | undefined {
    return this.items.get(name);
  }

  private async run(ready: () => void): Promise<void> {
    for (let failures = 0; !this.signal.aborted;) {
      try {
        const version = await this.list();
        ready();
        failures = 0;
        await this.follow(version);
      } catch (error) {
        ready();
        if (isForbidden(error)) {
          this.denied = true;
          return;
        }
        failures++;
        await new Promise((r) => setTimeout(r, Math.min(5_000, 100 * 2 ** failures)));
      }
    }
  }

  private async list(): Promise<string> {
    const list = await this.api.listPath(`${this.path}?${this.selector}`);
    this.items.clear();
    const { apiVersion, kind } = this.kind; // The items of a list do not say them.
    for (const item of list.items ?? []) {
      this.items.set(item.metadata.name, { apiVersion, kind, ...item });
    }
    this.changed();
    return list.metadata.resourceVersion;
  }

  /** Returns when the server wants the collection listed again. */
  private async follow(from: string): Promise<void> {
    let version = from;
    let expired = false;
    const onEvent = ({ type, object }: any) => {
      if (type === "ERROR") {
        expired = true;
        return;
      }
      version = object.metadata.resourceVersion;
      if (type === "BOOKMARK") return;
      if (type === "DELETED") this.items.delete(object.metadata.name);
      else this.items.set(object.metadata.name, object);
      this.changed();
    };
    while (!expired && !this.signal.aborted) {
      const parameters = `watch=1&allowWatchBookmarks=true&resourceVersion=${version}`;
      const path = `${this.path}?${parameters}&${this.selector}`;
      await this.api.watch(path, onEvent, this.signal);
    }
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

/** One informer for each kind and namespace, shared by all who wait. */
export class Informers {
  private readonly api: Api;
  private readonly signal: AbortSignal;
  private readonly all = new Map<string, Promise<Informer>>();

  constructor(api: Api, signal: AbortSignal) {
    this.api = api;
    this.signal = signal;
  }

  /** `selector` is a part of the query: `fieldSelector=type%3DWarning`. @default - all objects */
  get(kind: Kind, namespace: string, selector = ""): Promise<Informer> {
    const key = `${kind.apiVersion}/${kind.kind}/${namespace}/${selector}`;
    const known = this.all.get(key);
    if (known) return known;
    const made = this.api
      .collection(kind, namespace)
      .then(({ path }) => new Informer(this.api, kind, path, selector, this.signal));
    this.all.set(key, made);
    made.catch(() => this.all.delete(key));
    return made;
  }
}
