import type { Cluster, Context } from "../context.ts";
import { ApiError } from "../client/errors.ts";
import type { KubeObject } from "../model/objects.ts";

/** How long a list may answer for the live objects, in milliseconds. */
const FRESH = 2_000;
/** Reads of one kind and namespace after which listing them is cheaper. */
const WORTH_IT = 3;
const PAGE = 500;
/** Collections larger than this are not listed for the sake of a few. */
const TOO_MANY = 5_000;

interface Recent {
  reads: number;
  writes: number;
  until: number;
  list?: Promise<Map<string, KubeObject> | undefined>;
}

/**
 * Reads objects one by one, and many of one kind and namespace from one list. A list answers
 * for two seconds, and never across a write of this provider.
 */
export class Reader {
  private readonly context: Context;
  private readonly recent = new Map<string, Recent>();

  constructor(context: Context) {
    this.context = context;
  }

  async get(cluster: Cluster, target: KubeObject): Promise<KubeObject> {
    const { namespace = "", name } = target.metadata;
    const recent = this.recentOf(`${target.apiVersion}/${target.kind}/${namespace}`);
    recent.reads++;
    if (recent.reads >= WORTH_IT) {
      recent.list ??= list(cluster, target, namespace);
      const found = await recent.list;
      if (found && recent.writes === this.context.writes) {
        const object = found.get(name);
        if (object) return object;
        const message = `${target.kind} "${name}" not found`;
        throw new ApiError(404, { message, reason: "NotFound" }, message);
      }
    }
    return cluster.api.get(target);
  }

  private recentOf(key: string): Recent {
    const known = this.recent.get(key);
    const { writes } = this.context;
    if (known && known.writes === writes && Date.now() < known.until) return known;
    const reads = (known?.reads ?? 0) >= WORTH_IT ? WORTH_IT : 0;
    const fresh: Recent = { reads, writes, until: Date.now() + FRESH };
    this.recent.set(key, fresh);
    return fresh;
  }
}

/** The objects of a kind by name, or nothing where they may not be listed or are too many. */
async function list(
  { api }: Cluster,
  target: KubeObject,
  namespace: string,
): Promise<Map<string, KubeObject> | undefined> {
  const { apiVersion, kind } = target;
  const objects = new Map<string, KubeObject>();
  try {
    for (let next = ""; ;) {
      const parameters = `limit=${PAGE}${next && `&continue=${encodeURIComponent(next)}`}`;
      const page = await api.list(target, namespace, parameters);
      if ((page.metadata.remainingItemCount ?? 0) > TOO_MANY) return undefined;
      for (const item of page.items) objects.set(item.metadata.name, { apiVersion, kind, ...item });
      next = page.metadata.continue ?? "";
      if (!next) return objects;
    }
  } catch {
    return undefined;
  }
}
