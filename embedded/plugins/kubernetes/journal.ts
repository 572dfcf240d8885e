import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

import { equal, idOf, parseUrn, prune, type KubeObject } from "./model/objects.ts";

/** A creation that was begun and that no state is known to remember. */
export interface Intent {
  urn: string;
  /** Kind, namespace and name. */
  key: string;
  name: string;
  /** When it was begun, in milliseconds since 1970. */
  at: number;
  /** The object that came of it, where the answer arrived. */
  uid?: string;
}

/** Clocks of client and server may differ by this much, in milliseconds. */
const SKEW = 60_000;

/**
 * Remembers creations between the request and the engine's checkpoint, so that a run that was
 * killed in between leaves no orphan: the next run adopts the object. An entry is settled as soon
 * as the engine shows that its state knows the object.
 */
export class Journal {
  private readonly folder: string;
  private intents: Map<string, Intent> | undefined;
  private path = "";

  /** @param folder @default - `kubernetes-creations` under PULUMI_HOME */
  constructor(folder = join(pulumiHome(), "kubernetes-creations")) {
    this.folder = folder;
  }

  /** The unsettled creation of a resource, by this process or one that died. */
  find(urn: string): Intent | undefined {
    return this.load(urn).get(urn);
  }

  begin(urn: string, object: KubeObject): void {
    this.write({ urn, key: keyOf(object), name: object.metadata.name, at: Date.now() });
  }

  made(urn: string, object: KubeObject): void {
    const { name, uid } = object.metadata;
    this.write({ urn, key: keyOf(object), name, at: Date.now(), uid });
  }

  /** The engine's state knows the object, or there is none. */
  settle(urn: string): void {
    const intents = this.load(urn);
    if (!intents.delete(urn)) return;
    if (intents.size === 0) writeFileSync(this.path, "", { mode: 0o600 });
    else appendFileSync(this.path, JSON.stringify({ urn, settled: true }) + "\n");
  }

  private write(intent: Intent): void {
    this.load(intent.urn).set(intent.urn, intent);
    appendFileSync(this.path, JSON.stringify(intent) + "\n", { mode: 0o600 });
  }

  private load(urn: string): Map<string, Intent> {
    if (this.intents) return this.intents;
    const { project, stack } = parseUrn(urn);
    const hash = createHash("sha256").update(`${project}/${stack}`).digest("hex").slice(0, 16);
    this.path = join(this.folder, `${hash}.jsonl`);
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    this.intents = new Map();
    for (const line of readLines(this.path)) {
      if (line.settled) this.intents.delete(line.urn);
      else this.intents.set(line.urn, line);
    }
    return this.intents;
  }
}

const pulumiHome = (): string => process.env.PULUMI_HOME || join(homedir(), ".pulumi");

const keyOf = (object: KubeObject): string => `${object.apiVersion}/${object.kind} ${idOf(object)}`;

/** What can be read: a line that was being written when the process died is left out. */
function readLines(path: string): any[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    try {
      return line ? [JSON.parse(line)] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Whether the object that is in the way of a creation is the one that an unsettled creation of
 * the same resource made: the same identity or, where the answer was lost, the same contents by
 * the same manager at that time.
 */
export function isOwnCreation(intent: Intent | undefined, live: KubeObject, inputs: any): boolean {
  if (!intent || intent.key !== keyOf(live)) return false;
  if (intent.uid) return intent.uid === live.metadata.uid;
  const managers: any[] = live.metadata.managedFields ?? [];
  return (
    managers.some((m) => m.manager === "pulumi-kubernetes" && m.operation === "Update") &&
    Date.parse(live.metadata.creationTimestamp) >= intent.at - SKEW &&
    equal(prune(live, inputs), inputs)
  );
}
