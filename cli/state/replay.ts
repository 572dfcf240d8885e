import { createHash } from "node:crypto";

import {
  type Deployment,
  type Operation,
  type Resource,
  type SecretsProvider,
  type Stored,
  stored,
} from "./deployment.ts";
import { normalizeUrns, rebuildDependencies } from "./urns.ts";

/** What Pulumi's engine calls the entries of its journal. */
export const kinds = {
  begin: 0,
  success: 1,
  failure: 2,
  refreshSuccess: 3,
  outputs: 4,
  write: 5,
  secretsManager: 6,
  rebuiltBaseState: 7,
  extensionParameterize: 8,
  snippets: 9,
} as const;

/**
 * One entry of the engine's journal (its `JournalEntry`, version 1). A resource that was there
 * before the update is named by its index in the base, a new one by the operation that made it.
 */
export interface Entry {
  kind: number;
  sequenceID: number;
  operationID: number;
  removeOld?: number | null;
  removeNew?: number | null;
  deleteOld?: number;
  deleteNew?: number;
  pendingReplacementOld?: number;
  pendingReplacementNew?: number;
  state?: Resource;
  operation?: Operation;
  isRefresh?: boolean;
  secretsProvider?: SecretsProvider;
  snippets?: unknown[];
  newSnapshot?: Deployment;
  extensionRef?: string;
  extension?: unknown;
}

const known = (index: number | null | undefined): index is number => typeof index === "number";

/** Turns a base and the journal of an update into the state that the update left. */
export class Replay {
  #base: Deployment;
  /** By the operation that made it, in the order in which they were made. */
  #made = new Map<number, Resource>();
  #removedNew = new Set<number>();
  #removedOld = new Set<number>();
  #replacedOld = new Map<number, Resource>();
  #deletedOld = new Set<number>();
  #pendingOld = new Set<number>();
  #begun = new Map<number, Entry>();
  #extensions: Record<string, unknown> = {};
  #refreshed = false;
  #seen = new Set<number>();

  constructor(base: Deployment) {
    this.#base = base;
  }

  /** Takes an entry in; one that was sent twice counts once. */
  add(entry: Entry): void {
    if (this.#seen.has(entry.sequenceID)) return;
    this.#seen.add(entry.sequenceID);
    switch (entry.kind) {
      case kinds.begin:
        this.#begun.set(entry.operationID, entry);
        break;
      case kinds.success:
        this.#succeed(entry);
        break;
      case kinds.failure:
        this.#begun.delete(entry.operationID);
        break;
      case kinds.refreshSuccess:
        this.#begun.delete(entry.operationID);
        this.#refreshed = true;
        if (known(entry.removeOld)) this.#putOld(entry.removeOld, entry.state);
        if (known(entry.removeNew)) this.#putNew(entry.removeNew, entry.state);
        break;
      case kinds.outputs:
        if (!entry.state) break;
        if (known(entry.removeOld)) this.#putOld(entry.removeOld, entry.state);
        if (known(entry.removeNew)) this.#putNew(entry.removeNew, entry.state);
        break;
      case kinds.rebuiltBaseState:
        this.#restart();
        break;
      default:
        this.#describe(entry);
    }
  }

  #succeed(entry: Entry): void {
    this.#begun.delete(entry.operationID);
    if (entry.state) this.#made.set(entry.operationID, entry.state);
    if (known(entry.removeOld)) this.#removedOld.add(entry.removeOld);
    if (known(entry.removeNew)) this.#removedNew.add(entry.removeNew);
    if (known(entry.deleteOld)) this.#deletedOld.add(entry.deleteOld);
    if (known(entry.deleteNew)) this.#newest(entry.deleteNew).delete = true;
    if (known(entry.pendingReplacementOld)) this.#pendingOld.add(entry.pendingReplacementOld);
    if (known(entry.pendingReplacementNew)) {
      this.#newest(entry.pendingReplacementNew).pendingReplacement = true;
    }
    if (entry.isRefresh) this.#refreshed = true;
  }

  /** What is true of the deployment as a whole. */
  #describe(entry: Entry): void {
    switch (entry.kind) {
      case kinds.write:
        this.#base = entry.newSnapshot!;
        break;
      case kinds.secretsManager:
        this.#base = { ...this.#base, secrets_providers: entry.secretsProvider };
        break;
      case kinds.snippets:
        this.#base = { ...this.#base, snippets: entry.snippets };
        break;
      case kinds.extensionParameterize:
        this.#extensions[entry.extensionRef!] = entry.extension;
        break;
      default:
        throw new Error(`the journal has an entry of the unknown kind ${entry.kind}`);
    }
  }

  #newest(operation: number): Resource {
    const found = this.#made.get(operation);
    if (found) return found;
    throw new Error(`the journal names operation ${operation}, which made nothing`);
  }

  #putOld(index: number, resource?: Resource): void {
    if (resource) this.#replacedOld.set(index, resource);
    else this.#removedOld.add(index);
  }

  #putNew(operation: number, resource?: Resource): void {
    if (resource) this.#made.set(operation, resource);
    else this.#removedNew.add(operation);
  }

  /** After a refresh the engine counts anew, from what the refresh left. */
  #restart(): void {
    this.#base = this.deployment().deployment;
    this.#made = new Map();
    this.#removedNew = new Set();
    this.#removedOld = new Set();
    this.#replacedOld = new Map();
    this.#deletedOld = new Set();
    this.#pendingOld = new Set();
    this.#begun = new Map();
    this.#extensions = {};
  }

  /** What the update has left so far; operations that have not ended are pending in it. */
  deployment(): Stored {
    const resources = [...this.#newResources(), ...this.#oldResources()];
    if (this.#refreshed) rebuildDependencies(resources);
    normalizeUrns(resources);
    const pending = [
      ...[...this.#begun.values()].flatMap(({ operation }) => operation ?? []),
      // Only its user can tell what has become of a creation that an earlier run began.
      ...(this.#base.pending_operations ?? []).filter(({ type }) => type === "creating"),
    ];
    const extensions = { ...this.#extensions, ...this.#base.extensions };
    return stored({
      ...this.#base,
      manifest: stamped(this.#base.manifest.version),
      resources,
      pending_operations: pending.length > 0 ? pending : undefined,
      extensions: Object.keys(extensions).length > 0 ? extensions : undefined,
    });
  }

  #newResources(): Resource[] {
    const kept = [...this.#made].filter(([operation]) => !this.#removedNew.has(operation));
    return kept.map(([, resource]) => structuredClone(resource));
  }

  #oldResources(): Resource[] {
    return (this.#base.resources ?? []).flatMap((resource, index) => {
      if (this.#removedOld.has(index)) return [];
      const replaced = this.#replacedOld.get(index);
      if (replaced) return structuredClone(replaced);
      const copy = structuredClone(resource);
      if (this.#pendingOld.has(index)) copy.pendingReplacement = true;
      if (this.#deletedOld.has(index)) copy.delete = true;
      return copy;
    });
  }
}

/** A manifest of now; Pulumi takes a state for tampered with whose magic is not its version's. */
export function stamped(version: string): Deployment["manifest"] {
  const magic = version === "" ? "" : createHash("sha256").update(version).digest("hex");
  return { time: new Date().toISOString(), magic, version };
}
