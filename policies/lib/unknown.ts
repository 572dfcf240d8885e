/** Stands in an object's tree wherever a preview cannot know the value yet. */
export const unknown: unique symbol = Symbol("unknown");

export type Unknown = typeof unknown;

/** What a rule may know of a question: yes, no, or that it hinges on an unknown value. */
export type Truth = boolean | Unknown;

/** `predicate` of a value that may be unknown; absent values reach it as undefined. */
export function is<T>(value: T | Unknown, predicate: (value: T) => boolean): Truth {
  return value === unknown ? unknown : predicate(value as T);
}

export function not(truth: Truth): Truth {
  return truth === unknown ? unknown : !truth;
}

/** True if one is, unknown if one might be. */
export function any(truths: Iterable<Truth>): Truth {
  let result: Truth = false;
  for (const truth of truths) {
    if (truth === true) return true;
    if (truth === unknown) result = unknown;
  }
  return result;
}

/** False if one is, unknown if one might be. */
export function all(truths: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const truth of truths) {
    if (truth === false) return false;
    if (truth === unknown) result = unknown;
  }
  return result;
}
