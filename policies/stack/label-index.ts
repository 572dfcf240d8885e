import { push } from "../lib/multimap.ts";
import { type Tree, listAt, mapAt } from "../lib/objects.ts";
import { type Labels, selects } from "../lib/selectors.ts";
import { type Truth, type Unknown, all, any, unknown } from "../lib/unknown.ts";

/** An object that selectors can select. */
export interface Labelled {
  namespace: string | Unknown;
  labels: Labels;
}

/** Finds the objects that a selector selects without asking every one of them. */
export class LabelIndex<T extends Labelled> {
  private readonly items: readonly T[];
  /** By namespace, then by `key=value`; `""` holds all of a namespace. */
  private readonly postings = new Map<string, Map<string, T[]>>();
  /** Objects that some selector may select for all that is known. */
  private readonly vague: T[] = [];

  constructor(items: readonly T[]) {
    this.items = items;
    for (const item of items) {
      if (isVague(item)) this.vague.push(item);
      else this.file(item.namespace as string, item);
    }
  }

  /** Whether the selector selects some object of the namespace. */
  selectsSome(namespace: string | Unknown, selector: Tree): Truth {
    let result: Truth = false;
    for (const [, truth] of this.select(namespace, selector)) {
      if (truth === true) return true;
      result = unknown;
    }
    return result;
  }

  /** The objects of the namespace that the selector selects (true) or may select (unknown). */
  *select(namespace: string | Unknown, selector: Tree): Generator<[T, Truth]> {
    for (const item of this.candidates(namespace, selector)) {
      const here = namespace === unknown || item.namespace === unknown;
      const truth = all([
        here ? unknown : item.namespace === namespace,
        selects(selector, item.labels),
      ]);
      if (truth !== false) yield [item, truth];
    }
  }

  private *candidates(namespace: string | Unknown, selector: Tree): Generator<T> {
    if (namespace === unknown) {
      yield* this.items;
      return;
    }
    const postings = this.postings.get(namespace);
    if (postings) yield* rarest(postings, selector);
    yield* this.vague;
  }

  private file(namespace: string, item: T): void {
    let postings = this.postings.get(namespace);
    if (!postings) this.postings.set(namespace, (postings = new Map()));
    const keys = Object.entries(item.labels).map(([key, value]) => pair(key, value));
    for (const key of ["", ...keys]) push(postings, key, item);
  }
}

/** Whether the namespace or one of the labels is unknown. */
function isVague({ namespace, labels }: Labelled): boolean {
  if (namespace === unknown || labels === unknown) return true;
  return any(Object.values(labels).map((value) => value === unknown)) === true;
}

/** The fewest objects, by their postings, that hold every one which the selector can select. */
function rarest<T>(postings: Map<string, T[]>, selector: Tree): readonly T[] {
  const listed = (key: string) => postings.get(key) ?? [];
  const size = (keys: string[]) => keys.reduce((total, key) => total + listed(key).length, 0);
  const [fewest] = [[""], ...requiredPairs(selector)].sort((a, b) => size(a) - size(b));
  return fewest!.flatMap(listed);
}

/** For each requirement with known values: the `key=value` pairs of which an object needs one. */
function requiredPairs(selector: Tree): string[][] {
  const pairs = mapAt(selector, "matchLabels");
  const expressions = listAt(selector, "matchExpressions");
  const required: string[][] = [];
  for (const [key, value] of Object.entries(pairs === unknown ? {} : pairs)) {
    if (value !== unknown) required.push([pair(key, value)]);
  }
  for (const expression of expressions === unknown ? [] : expressions) {
    const values = listAt(expression, "values");
    if (expression?.operator !== "In" || values === unknown) continue;
    if (typeof expression.key !== "string" || values.includes(unknown)) continue;
    required.push([...new Set(values.map((value) => pair(expression.key, value)))]);
  }
  return required;
}

/** Values that are no text share one posting: it only has to hold every object that can be selected. */
function pair(key: string, value: unknown): string {
  return `${key}=${typeof value === "string" ? value : typeof value}`;
}
