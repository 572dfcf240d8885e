/** One of the two logins of a role: they take turns. */
export type Slot = "a" | "b";

/** Where the rotations of a role stand. */
export interface Standing {
  /** The login that clients are given. */
  given: Slot;
  /** The login that goes, and the one that comes, of the rotation under way or the next one. */
  from: Slot;
  to: Slot;
  /** How many passwords came before each login's own, and whether it opens the database. */
  logins: Record<Slot, { generation: number; valid: boolean }>;
}

/**
 * What so many steps of rotation come to, three to a rotation: the other login gets a password and
 * is let in, clients are given it, the old one is shut out. One that is shut out has its next
 * password already, which nothing knows but the state, so that the old one is gone.
 */
export function standingAfter(steps: number): Standing {
  const turn = Math.floor(steps / 3);
  const stage = steps % 3;
  const [from, to]: [Slot, Slot] = turn % 2 === 0 ? ["a", "b"] : ["b", "a"];
  const old = { generation: turn, valid: true };
  const next = { generation: turn + 1, valid: stage > 0 };
  const logins = from === "a" ? { a: old, b: next } : { a: next, b: old };
  return { given: stage === 2 ? to : from, from, to, logins };
}
