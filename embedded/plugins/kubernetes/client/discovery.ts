import type { Kind } from "../model/objects.ts";
import { NoSuchKindError } from "./errors.ts";

/** How a cluster serves a kind. */
export interface ServedKind {
  /** `/api/v1` or `/apis/<group>/<version>`. */
  root: string;
  plural: string;
  namespaced: boolean;
}

const AGGREGATED =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

const CLUSTER_SCOPED = new Set([
  ...["Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding"],
  ...["StorageClass", "PriorityClass", "CustomResourceDefinition", "APIService", "IngressClass"],
  ...["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "RuntimeClass"],
  ...["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "CSIDriver", "CSINode"],
  ...["CertificateSigningRequest", "VolumeAttachment", "FlowSchema"],
  ...["PriorityLevelConfiguration", "ComponentStatus"],
]);

/** What kinds a cluster serves; asked once, and again when a kind is missing. */
export class Discovery {
  private readonly fetch: (path: string, accept: string) => Promise<any>;
  private kinds: Promise<Map<string, ServedKind>> | undefined;
  private askedAt = 0;

  constructor(fetch: (path: string, accept: string) => Promise<any>) {
    this.fetch = fetch;
  }

  /** Forgets all, because a kind was added. */
  reset(): void {
    this.kinds = undefined;
  }

  async find(kind: Kind): Promise<ServedKind> {
    const found = await this.lookup(kind);
    if (found) return found;
    if (Date.now() - this.askedAt > 250) this.reset();
    const again = await this.lookup(kind);
    if (again) return again;
    throw new NoSuchKindError(kind.apiVersion, kind.kind);
  }

  async exists(kind: Kind): Promise<boolean> {
    return (await this.lookup(kind)) !== undefined;
  }

  /** Whether objects of a kind live in namespaces; assumed where the kind is not yet served. */
  async isNamespaced(kind: Kind): Promise<boolean> {
    try {
      const found = await this.lookup(kind);
      if (found) return found.namespaced;
    } catch {
      // An unreachable cluster is reported by whoever needs it: here the well-known kinds do.
    }
    return !CLUSTER_SCOPED.has(kind.kind);
  }

  private async lookup({ apiVersion, kind }: Kind): Promise<ServedKind | undefined> {
    this.kinds ??= this.load();
    try {
      return (await this.kinds).get(`${apiVersion}/${kind}`);
    } catch (error) {
      this.kinds = undefined;
      throw error;
    }
  }

  private async load(): Promise<Map<string, ServedKind>> {
    this.askedAt = Date.now();
    const lists = await Promise.all(["/api", "/apis"].map((p) => this.fetch(p, AGGREGATED)));
    const kinds = new Map<string, ServedKind>();
    for (const list of lists) {
      if (!list.items) return this.loadOld(lists);
      for (const group of list.items) addGroup(kinds, group);
    }
    return kinds;
  }

  /** Servers before 1.27, and proxies that drop the header, list one version at a time. */
  private async loadOld(lists: any[]): Promise<Map<string, ServedKind>> {
    const roots = lists.flatMap((list) => [
      ...(list.versions ?? []).map((version: string) => ["/api", version]),
      ...(list.groups ?? []).flatMap((group: any) =>
        group.versions.map((v: any) => ["/apis", v.groupVersion]),
      ),
    ]);
    const kinds = new Map<string, ServedKind>();
    await Promise.all(
      roots.map(async ([root, groupVersion]) => {
        const path = `${root}/${groupVersion}`;
        const list = await this.fetch(path, "application/json").catch(() => undefined);
        for (const { kind, name, namespaced } of list?.resources ?? []) {
          if (name.includes("/")) continue;
          kinds.set(`${groupVersion}/${kind}`, { root: path, plural: name, namespaced });
        }
      }),
    );
    return kinds;
  }
}

function addGroup(kinds: Map<string, ServedKind>, group: any): void {
  const name = group.metadata?.name ?? "";
  for (const { version, resources } of group.versions ?? []) {
    const apiVersion = name ? `${name}/${version}` : version;
    const root = name ? `/apis/${apiVersion}` : `/api/${version}`;
    for (const { resource: plural, responseKind, scope } of resources ?? []) {
      if (!responseKind?.kind) continue;
      kinds.set(`${apiVersion}/${responseKind.kind}`, {
        root,
        plural,
        namespaced: scope === "Namespaced",
      });
    }
  }
}
