import { stackRule } from "../engine/define.ts";
import type { Stack } from "../engine/stack.ts";
import { type KubeObject, nameOf } from "../lib/objects.ts";
import { push } from "../lib/multimap.ts";
import { type Truth, all, any, not, unknown } from "../lib/unknown.ts";
import { type Account, accountName } from "./engine/accounts.ts";
import { actors } from "./engine/rights.ts";
import { type SecretRef, reachOverApi, secretName, usesOfSecret } from "./engine/secret-reach.ts";

interface Parameters {
  /** `namespace/name`; a name alone stands for the Secret of this name in any namespace. */
  secret: string;
  /** `namespace/name` each; a name alone stands for the account in the Secret's namespace. */
  allowed: string[];
}

/** Who may read a Secret is decided by more than the rights on it: any new pod may mount it. */
export const secretReach = stackRule<Parameters>({
  id: "rbac-secret-reach",
  controls: ["rbac.secretReach"],
  severity: "high",
  frameworks: ["CIS 5.1.2", "NSA/CISA: Authentication and authorization", "MITRE T1552.007"],
  description: "Only workloads of allowed accounts may come by a Secret.",
  remediation: "Remove the mount, variable or right, or add the account to the allowed ones.",
  url: "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
  parameters: {
    secret: {
      type: "string",
      default: "",
      description: "The Secret to guard, as namespace/name. Empty: the rule judges nothing.",
    },
    allowed: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "ServiceAccounts that may come by it, as namespace/name.",
    },
  },
  decide(stack, report, { secret, allowed }) {
    if (secret === "") return;
    const guarded = secretRef(secret);
    const users = usesByObject(guarded, stack);
    for (const { object, account, specPath } of stack.view(actors)) {
      const foreign = not(isAllowed(account, allowed, guarded));
      if (foreign === false) continue;
      const from = `${nameOf(object)} of ServiceAccount ${accountName(account)}`;
      for (const { use, sure } of users.get(object) ?? []) {
        const message = `${from} ${use.how}: ${secretName(guarded)} is for allowed accounts only`;
        report(object).when(all([foreign, sure]), use.field, message);
      }
      const reach = reachOverApi(account, guarded, stack);
      if (!reach) continue;
      const message = `${nameOf(object)} -> ${reach.way}: take the right away or allow the account`;
      // What is sure of a reach is so of a known account, and whether that is allowed is known.
      report(object).when(reach.sure, `${specPath}.serviceAccountName`, message);
    }
  },
});

type Use = ReturnType<typeof usesOfSecret>[number];

function usesByObject(secret: SecretRef, stack: Stack): Map<KubeObject, Use[]> {
  const users = new Map<KubeObject, Use[]>();
  for (const use of usesOfSecret(secret, stack)) push(users, use.use.workload.object, use);
  return users;
}

function secretRef(text: string): SecretRef {
  const [first = "", second] = text.split("/");
  return second === undefined ? { name: first } : { namespace: first, name: second };
}

function isAllowed({ namespace, name }: Account, allowed: string[], secret: SecretRef): Truth {
  return any(
    allowed.map((entry): Truth => {
      const [first = "", second] = entry.split("/");
      const wanted = second === undefined ? [secret.namespace, first] : [first, second];
      return all([
        wanted[0] === undefined ? true : namespace === unknown ? unknown : namespace === wanted[0],
        name === unknown ? unknown : name === wanted[1],
      ]);
    }),
  );
}
