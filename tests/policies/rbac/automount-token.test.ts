import { automountToken } from "../../../policies/rbac/automount-token.ts";
import { unknownMark as later } from "../forms.ts";
import { account, deployment } from "../stack/objects.ts";
import { accepts, refuses, stackCases, waits } from "../stack/stack-cases.ts";

const atMount = ["Deployment web: spec.template.spec.automountServiceAccountToken"];
const web = (pod: object = {}) => deployment("web", { pod: { serviceAccountName: "web", ...pod } });
const optsOut = account("web", "shop", { automountServiceAccountToken: false });
const noToken = { automountServiceAccountToken: false };
const projected = (token: unknown) => ({
  ...noToken,
  volumes: [{ name: "t", projected: { sources: [{ serviceAccountToken: token }] } }],
});

stackCases(automountToken, [
  accepts("a pod that opts out", [web(noToken), account("web")]),
  accepts("an account that opts out", [web(), optsOut]),
  accepts("a token that the pod asks for as a volume", [web(projected({ path: "t" }))]),
  refuses(
    "a pod that opts in again",
    [web({ automountServiceAccountToken: true }), optsOut],
    atMount,
  ),
  accepts("an account that a Patch opts out", [web(), account("web"), optsOut]),
  refuses(
    "an account that a Patch opts in",
    [web(), optsOut, account("web", "shop", { automountServiceAccountToken: true })],
    atMount,
  ),
  refuses("an account that says nothing", [web(), account("web")], atMount),
  refuses("an account outside of the stack", [web()], atMount),
  refuses(
    "an account of another namespace that opts out",
    [web(), { ...optsOut, metadata: { name: "web", namespace: "ops" } }],
    atMount,
  ),
  refuses("no account, and one beside that opts out", [deployment("web"), optsOut], atMount),
  waits("an unknown setting of the pod", [web({ automountServiceAccountToken: later })], atMount),
  waits(
    "an unknown setting of the account",
    [web(), account("web", "shop", { automountServiceAccountToken: later })],
    atMount,
  ),
  waits(
    "an unknown account that may opt out",
    [web({ serviceAccountName: later }), optsOut],
    atMount,
  ),
  refuses(
    "an unknown account where none opts out",
    [web({ serviceAccountName: later }), account("web")],
    atMount,
  ),
  waits(
    "an account in an unknown namespace that opts out",
    [web(), account("web", later, noToken)],
    atMount,
  ),
  waits(
    "an account with an unknown name that opts out",
    [web(), account(later, "shop", noToken)],
    atMount,
  ),
  refuses(
    "an account with an unknown name elsewhere",
    [web(), account(later, "ops", noToken)],
    atMount,
  ),
  refuses(
    "another account in an unknown namespace",
    [web(), account("api", later, noToken)],
    atMount,
  ),
  refuses(
    "an account whose Patch may opt out, where the other opts in",
    [
      web(),
      account("web", "shop", { automountServiceAccountToken: true }),
      account("web", "shop", { automountServiceAccountToken: later }),
    ],
    atMount,
  ),
]);
