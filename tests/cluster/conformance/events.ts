/** What the engine told of a command. */
export interface Told {
  /** By what was done, with its differences: the resources that it was done to. */
  did?: Record<string, string[]>;
  /** Resources that something failed for. */
  failed?: string[];
}

/** What people call a resource: its kind and its name in the program. */
export function nameOf(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split(":").at(-1)} ${name.join("::")}`;
}

/** The deeds and failures in the lines of the CLI's event log. */
export function toldIn(log: string): Told {
  const operations = new Map<string, any[]>();
  const failed = new Set<string>();
  for (const line of log.split("\n").filter(Boolean)) {
    const { resourcePreEvent, resOpFailedEvent, diagnosticEvent } = JSON.parse(line);
    const { metadata } = resourcePreEvent ?? {};
    if (metadata && metadata.op !== "same" && isOwn(metadata.urn)) {
      const name = nameOf(metadata.urn);
      operations.set(name, [...(operations.get(name) ?? []), metadata]);
    }
    const { severity, urn } = diagnosticEvent ?? {};
    const failing = resOpFailedEvent?.metadata.urn ?? (severity === "error" && urn);
    if (failing && isOwn(failing)) failed.add(nameOf(failing));
  }
  return {
    ...(operations.size ? { did: byDeed(operations) } : {}),
    ...(failed.size ? { failed: [...failed].sort() } : {}),
  };
}

/** Neither the stack itself nor the provider that every program has. */
const isOwn = (urn: string): boolean => /kubernetes/.test(urn) && !/::default_/.test(urn);

function byDeed(operations: Map<string, any[]>): Record<string, string[]> {
  const did: Record<string, string[]> = {};
  for (const name of [...operations.keys()].sort()) {
    for (const deed of deeds(operations.get(name)!)) (did[deed] ??= []).push(name);
  }
  const sorted = Object.entries(did).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted);
}

/** `create`, or `delete-replaced, replace, create-replacement: data.a (update-replace)`. */
function deeds(operations: any[]): string[] {
  const byChange = new Map<string, string[]>();
  const changes = operations.map(changeIn);
  const [only, ...others] = new Set(changes.filter(Boolean));
  operations.forEach(({ op }, i) => {
    const change = others.length ? changes[i]! : (only ?? "");
    byChange.set(change, [...(byChange.get(change) ?? []), op]);
  });
  return [...byChange].map(([change, ops]) => ops.join(", ") + (change && `: ${change}`));
}

/** The paths that change, and those that force a replacement where the paths do not tell. */
function changeIn({ detailedDiff, keys }: any): string {
  const paths = Object.entries<any>(detailedDiff ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = paths.map(([path, { diffKind, inputDiff }]) => {
    return `${path} (${diffKind}${inputDiff ? ", of inputs" : ""})`;
  });
  const replacing = paths.filter(([, { diffKind }]) => /-replace$/.test(diffKind));
  const told = replacing.map(([path]) => path).join();
  const because = [...(keys ?? [])].sort().join();
  return [...shown, ...(because === told ? [] : [`because of ${because}`])].join(", ");
}
