import { defaultServiceAccountBinding } from "../../../policies/rbac/default-service-account-binding.ts";
import { defaultServiceAccount } from "../../../policies/rbac/default-service-account.ts";
import { saAutomountToken } from "../../../policies/rbac/sa-automount-token.ts";
import { systemAuthenticatedBinding } from "../../../policies/rbac/system-authenticated-binding.ts";
import { systemGroupsBinding } from "../../../policies/rbac/system-groups-binding.ts";
import { allows, cannotDecide, denies, objectCases, podCases } from "../cases.ts";
import { unknownMark as later } from "../forms.ts";
import { account, bind, bindCluster, subject } from "../stack/objects.ts";

const view = "ClusterRole view";
const to = (...subjects: unknown[]) => bind("b", view, subjects as any);
const user = (name: unknown) => ({ kind: "User", name });
const group = (name: unknown) => ({ kind: "Group", name });
const first = ["subjects[0]"];

objectCases(defaultServiceAccountBinding, [
  allows("an account of its own", bind("b", view, "shop/web")),
  allows("an account whose name only ends so", bind("b", view, "shop/not-default")),
  allows("a user named default", to(user("default"))),
  allows("a group of people", to(group("default"))),
  allows("the accounts of a namespace named alike", to(group("system:serviceaccounts-x"))),
  allows("no subjects", to()),
  denies("the account default", bindCluster("b", view, "shop/default"), first),
  denies("it beside others", to(subject("shop/web"), subject("shop/default")), ["subjects[1]"]),
  denies("it without a namespace", to({ kind: "ServiceAccount", name: "default" }), first),
  denies("its user name", to(user("system:serviceaccount:shop:default")), first),
  denies("the group of all accounts", to(group("system:serviceaccounts")), first),
  denies("the group of a namespace", to(group("system:serviceaccounts:shop")), first),
  allows("another account's user name", to(user("system:serviceaccount:shop:web"))),
  cannotDecide("an unknown name", to({ kind: "ServiceAccount", name: later }), first),
  cannotDecide("an unknown subject", to(subject("shop/web"), later), ["subjects[1]"]),
  denies("it in an unknown namespace", to({ ...subject("shop/default"), namespace: later }), first),
  allows("another in an unknown namespace", to({ ...subject("shop/web"), namespace: later })),
  allows("a user whose name ends so", to(user("x:system:serviceaccount:shop:default"))),
  allows("a group whose name ends so", to(group("x:system:serviceaccounts"))),
  cannotDecide("unknown subjects", { ...to(), subjects: later }, ["subjects"]),
]);

objectCases(systemAuthenticatedBinding, [
  allows("another group", to(group("system:serviceaccounts"))),
  allows("an account of that name", to(subject("shop/system:authenticated"))),
  denies("everyone who is logged in", to(group("system:authenticated")), first),
  cannotDecide("an unknown name", to(group(later)), first),
  denies("a user of that name", to(user("system:authenticated")), first),
  allows("names that hold it", to(group("a:system:authenticated"), user("system:authenticated-x"))),
  allows(
    "users and groups the other way",
    to(user("x:system:authenticated"), group("system:authenticatedx")),
  ),
  allows("an unknown account", to({ kind: "ServiceAccount", name: later, namespace: later })),
  cannotDecide("an unknown kind", to({ kind: later, name: "system:authenticated" }), first),
  allows("an unknown kind of another name", to({ kind: later, name: "x" })),
]);

objectCases(systemGroupsBinding, [
  allows("another group", to(group("system:authenticated"))),
  allows("a name that only ends so", to(group("x:system:masters"))),
  denies("a user of the group's name", to(user("system:masters")), first),
  allows("a name that only starts so", to(group("system:masters-of-ceremony"))),
  denies("anonymous users", to(user("system:anonymous")), first),
  denies("whoever has not logged in", to(group("system:unauthenticated")), first),
  denies("system:masters", to(group("system:masters")), first),
  cannotDecide("an unknown name", to(group(later)), first),
]);

podCases(defaultServiceAccount, [
  allows("an account of its own", { serviceAccountName: "web" }),
  allows("the field's former name", { serviceAccount: "web" }),
  denies("no account", { containers: [] }, ["serviceAccountName"]),
  denies("the account default", { serviceAccountName: "default" }, ["serviceAccountName"]),
  denies("an empty name", { serviceAccountName: "" }, ["serviceAccountName"]),
  denies("it by the former name", { serviceAccount: "default" }, ["serviceAccountName"]),
  allows("the new name before the former", { serviceAccountName: "a", serviceAccount: "default" }),
  cannotDecide("an unknown name", { serviceAccountName: later }, ["serviceAccountName"]),
  cannotDecide("an unknown pod", { spec: later }, ["serviceAccountName"]),
]);

objectCases(saAutomountToken, [
  allows("false", account("a", "shop", { automountServiceAccountToken: false })),
  denies("true", account("a", "shop", { automountServiceAccountToken: true }), [
    "automountServiceAccountToken",
  ]),
  denies("nothing", account("a"), ["automountServiceAccountToken"]),
  cannotDecide("unknown", account("a", "shop", { automountServiceAccountToken: later }), [
    "automountServiceAccountToken",
  ]),
]);
