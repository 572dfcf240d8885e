import { workloadTokenWithPermissions } from "../../../policies/rbac/workload-token-with-permissions.ts";
import { unknownMark as later } from "../forms.ts";
import { bind, deployment } from "../stack/objects.ts";
import { accepts, refuses, stackCases, waits } from "../stack/stack-cases.ts";

const atAccount = ["Deployment web: spec.template.spec.serviceAccountName"];
const web = (pod: object = {}) => deployment("web", { pod: { serviceAccountName: "web", ...pod } });
const toSubject = (subject: object) => bind("b", "ClusterRole view", [subject as any]);
const serviceAccount = (name: unknown, namespace: unknown) => ({
  ...{ kind: "ServiceAccount", name, namespace },
});
const unclear = web({ serviceAccountName: later });
const elsewhere = deployment("web", { namespace: later, pod: { serviceAccountName: "web" } });

stackCases(workloadTokenWithPermissions, [
  waits(
    "its name in an unknown namespace",
    [web(), toSubject(serviceAccount("web", later))],
    atAccount,
  ),
  accepts("another name in an unknown namespace", [web(), toSubject(serviceAccount("x", later))]),
  waits(
    "an unknown name in its namespace",
    [web(), toSubject(serviceAccount(later, "shop"))],
    atAccount,
  ),
  accepts("an unknown name in another namespace", [web(), toSubject(serviceAccount(later, "ops"))]),
  waits("an unknown user", [web(), toSubject({ kind: "User", name: later })], atAccount),
  waits("an unknown kind of its name", [web(), toSubject({ kind: later, name: "web" })], atAccount),
  waits(
    "an unknown kind of its group's name",
    [web(), toSubject({ kind: later, name: "system:authenticated" })],
    atAccount,
  ),
  accepts("an unknown kind of another name", [web(), toSubject({ kind: later, name: "x" })]),
  waits("unknown subjects", [web(), { ...toSubject({}), subjects: later }], atAccount),
  accepts("an unknown account, and one of another namespace", [
    unclear,
    toSubject(serviceAccount("web", "ops")),
  ]),
  accepts("an unknown account, and a person", [unclear, toSubject({ kind: "User", name: "kate" })]),
  waits(
    "an unknown account, and the user name of one of its namespace",
    [unclear, toSubject({ kind: "User", name: "system:serviceaccount:shop:any" })],
    atAccount,
  ),
  accepts("an unknown account, and the user name of one of another namespace", [
    unclear,
    toSubject({ kind: "User", name: "system:serviceaccount:ops:any" }),
  ]),
  accepts("an unknown account, and names that hold one of its own", [
    unclear,
    toSubject({ kind: "User", name: "x:system:serviceaccount:shop:any" }),
    { ...toSubject({ kind: "Group", name: "system:authenticated:x" }), metadata: { name: "c" } },
  ]),
  waits(
    "an account in an unknown namespace",
    [elsewhere, toSubject(serviceAccount("web", "ops"))],
    atAccount,
  ),
  accepts("an account in an unknown namespace, and one of another name", [
    elsewhere,
    toSubject(serviceAccount("x", "ops")),
  ]),
  refuses(
    "a binding beside one whose subjects are unknown",
    [
      { ...toSubject({}), metadata: { name: "a", namespace: "shop" }, subjects: later },
      web(),
      toSubject(serviceAccount("web", "shop")),
    ],
    atAccount,
  ),
  refuses(
    "a binding that names it beside an unknown one",
    [web(), bind("b", "ClusterRole view", [serviceAccount("web", "shop"), later as any])],
    atAccount,
  ),
]);
