import { type Tree, at, listAt, mapAt } from "./objects.ts";
import { type Truth, type Unknown, all, any, not, unknown } from "./unknown.ts";

/** Labels of an object; the whole or single values may be unknown. */
export type Labels = Record<string, string | Unknown> | Unknown;

/** Whether a label selector selects an object with these labels; an empty one selects every object. */
export function selects(selector: Tree, labels: Labels): Truth {
  const pairs = mapAt(selector, "matchLabels");
  const expressions = listAt(selector, "matchExpressions");
  return all([
    pairs === unknown ? unknown : matchesAll(pairs, labels),
    expressions === unknown ? unknown : all(expressions.map((one) => satisfies(one, labels))),
  ]);
}

/** Whether the labels hold every pair of a plain selector, such as that of a Service. */
export function matchesAll(pairs: Record<string, string | Unknown>, labels: Labels): Truth {
  return all(Object.entries(pairs).map(([key, value]) => valueIn(labels, key, [value])));
}

/** Whether a selector has no requirement, so that it selects every object. */
export function isEmptySelector(selector: Tree): Truth {
  if (selector === unknown) return unknown;
  const pairs = mapAt(selector, "matchLabels");
  const expressions = listAt(selector, "matchExpressions");
  return all([
    pairs === unknown ? unknown : Object.keys(pairs).length === 0,
    expressions === unknown ? unknown : expressions.length === 0,
  ]);
}

function satisfies(expression: Tree, labels: Labels): Truth {
  const [key, operator] = [at(expression, "key"), at(expression, "operator")];
  if (key === unknown || operator === unknown) return unknown;
  if (typeof key !== "string") return false;
  switch (operator) {
    case "Exists":
      return exists(labels, key);
    case "DoesNotExist":
      return not(exists(labels, key));
    case "In":
      return valueIn(labels, key, listAt(expression, "values"));
    case "NotIn":
      return not(valueIn(labels, key, listAt(expression, "values")));
    default:
      return false;
  }
}

function exists(labels: Labels, key: string): Truth {
  return labels === unknown ? unknown : Object.hasOwn(labels, key);
}

function valueIn(labels: Labels, key: string, values: Tree[] | Unknown): Truth {
  if (labels === unknown) return unknown;
  if (!Object.hasOwn(labels, key)) return false;
  const value = labels[key];
  if (value === unknown || values === unknown) return unknown;
  return any(values.map((one) => (one === unknown ? unknown : one === value)));
}
