import { Stack } from "../../engine/stack.ts";
import type { KubeObject } from "../../lib/objects.ts";
import { apiRights, exceeding, undecidedBindings } from "./api-rights.ts";
import { type SecretRights, secretRights, secretsOf } from "./secrets.ts";

/** How a change alters who may do what. */
export interface RightsDifference {
  /** Sentences such as `lets ServiceAccount ops/logs read Secret shop/db-creds: ...`. */
  gained: string[];
  lost: string[];
  /** Bindings of the later stack that hold something unknown. */
  undecided: string[];
}

/** Who may do more, and who less, after a change of the stack; in an order that input can't alter. */
export function difference(
  before: readonly KubeObject[],
  after: readonly KubeObject[],
): RightsDifference {
  const [old, next] = [new Stack(before), new Stack(after)];
  const secrets = [...secretsOf(old), ...secretsOf(next)];
  const [oldReach, nextReach] = [secretRights(old, secrets), secretRights(next, secrets)];
  const [oldRights, nextRights] = [apiRights(old), apiRights(next)];
  return {
    gained: [
      ...added(nextReach, oldReach).map((one) => `lets ${one}`),
      ...exceeding(nextRights, oldRights)
        .sort()
        .map((one) => `grants ${one}`),
    ],
    lost: [
      ...added(oldReach, nextReach).map((one) => `no longer lets ${one}`),
      ...exceeding(oldRights, nextRights)
        .sort()
        .map((one) => `takes from ${one}`),
    ],
    undecided: undecidedBindings(next).sort(),
  };
}

/** The difference as text, for a terminal or a pull request. */
export function renderDifference({ gained, lost, undecided }: RightsDifference): string {
  const lines = [
    ...[...gained, ...lost].map((sentence) => `- this change ${sentence}`),
    ...undecided.map((name) => `- what ${name} gives is not known yet`),
  ];
  return `${lines.length === 0 ? "No account gains or loses a right." : lines.join("\n")}\n`;
}

function added(rights: SecretRights, others: SecretRights): string[] {
  return [...rights]
    .filter(([key]) => !others.has(key))
    .map(([key, way]) => `${key}: ${way}`)
    .sort();
}
