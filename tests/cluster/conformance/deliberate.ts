import type { Difference } from "./compare.ts";

/** What is no difference at all: it is chance, or the cluster's own doing. */
interface Noise {
  what: RegExp;
  /** Stands in its place. */
  as: string;
  why: string;
}

/** Parts of a text that every run has anew. */
export const chance: Noise[] = [
  {
    what: /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
    as: "<uid>",
    why: "the server's identities",
  },
  { what: /-[0-9a-f]{8}\b/g, as: "-<hex>", why: "random ends of names and of field managers" },
  { what: /\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, as: "<time>", why: "clocks" },
  { what: /\b198\.1[89]\.\d+\.\d+\b/g, as: "<address>", why: "addresses of the embedded cluster" },
  {
    what: /\b(kube-api-access|generated)-[a-z0-9]{5}\b/g,
    as: "$1-<end>",
    why: "the server's names",
  },
];

/** Fields of live objects, by their path, that tell when a state was read and not what was done. */
export const fleeting: { where: RegExp; why: string }[] = [
  { where: /^status$/, why: "controllers write it when they come to it" },
  { where: /^metadata\.managedFields$/, why: "times; who manages fields is shown apart" },
  { where: /^metadata\.(uid|resourceVersion|creationTimestamp|generation)$/, why: "the server's" },
  {
    where: /^metadata\.\w+\.((deployment|batch|topology|pv|volume)\.kubernetes\.io\/|deprecated\.)/,
    why: "labels and annotations that controllers add",
  },
  { where: /^metadata\.labels\.(job-name|controller-uid)$/, why: "the Job controller adds them" },
  { where: /^metadata\.finalizers$/, why: "controllers add and remove them" },
];

/** Fields of live objects that are the cluster's where the inputs do not have them. */
export const filled: { where: RegExp; why: string }[] = [
  { where: /^spec\b/, why: "defaults and choices of the server: they change with its version" },
];

/**
 * What records leave out on purpose: the words of errors and warnings. Ours name the object, the
 * cause and the remedy, and the official plugin's change from version to version; that a resource
 * failed, or is remembered as not ready, is compared.
 */

/** Where the stand-in is not what the official plugin is, on purpose. */
export interface Deliberate {
  where: RegExp;
  why: string;
}

const previews =
  "the official plugin fails previews of the first change after a creation, where the change " +
  "itself succeeds: its dry run keeps the fields that the program dropped";

/** By scenario. */
export const deliberate: Record<string, Deliberate[]> = {
  objects: [
    {
      where: /: (did\/update: rules \(update\)|state\/ClusterRole cluster-role)/,
      why: "the official plugin writes a role without rules again in every update",
    },
    { where: /^a preview of a field instead of another: (ok|failed)/, why: previews },
    {
      where: /: state\/ConfigMap odd/,
      why:
        "the official plugin drops a misspelt field before anybody sees it; here it stays in the " +
        "inputs, and the server's warning names it",
    },
  ],
  workloads: [{ where: /^a preview of another port: (ok|failed)/, why: previews }],
  provider: [
    {
      where: /interrupt: (did\/delete|state)\/Job endless/,
      why: "the official plugin forgets an object whose wait is interrupted, and leaves it behind",
    },
  ],
};

/** The differences that nobody meant, and what was meant but is no longer found. */
export function unmeant(found: Difference[], meant: Deliberate[] = []): unknown[] {
  const surprising = found.filter(({ where }) => !meant.some((is) => is.where.test(where)));
  const stale = meant.filter((is) => !found.some(({ where }) => is.where.test(where)));
  return [...surprising, ...stale.map(({ where, why }) => ({ noLonger: `${where}`, why }))];
}
