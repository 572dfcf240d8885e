import { account, deployment } from "./accounts.ts";
import { examine, examinePods } from "./examine.ts";
import { spec } from "./pods.ts";

examine("rbac.saAutomountToken", {
  good: {
    false: account({ automountServiceAccountToken: false }),
    "false for default": account({ automountServiceAccountToken: false }, "default"),
    "a pod": deployment(),
  },
  bad: {
    nothing: account(),
    true: account({ automountServiceAccountToken: true }),
    null: account({ automountServiceAccountToken: null }),
    "an annotation": account({
      metadata: { name: "a", annotations: { automountServiceAccountToken: "false" } },
    }),
  },
});

examinePods("rbac.defaultServiceAccount", {
  good: {
    "an account": spec({ serviceAccountName: "web" }),
    "the old field": spec({ serviceAccount: "web" }),
    "a name like it": spec({ serviceAccountName: "default-web" }),
    "both fields": spec({ serviceAccount: "web", serviceAccountName: "web" }),
  },
  bad: {
    nothing: spec(),
    default: spec({ serviceAccountName: "default" }),
    "an empty text": spec({ serviceAccountName: "" }),
    null: spec({ serviceAccountName: null }),
    "no token": spec({ automountServiceAccountToken: false }),
  },
});

examinePods("rbac.automountToken", {
  good: { false: spec({ automountServiceAccountToken: false, serviceAccountName: "web" }) },
  bad: {
    nothing: spec(),
    true: spec({ automountServiceAccountToken: true }),
    null: spec({ automountServiceAccountToken: null }),
  },
});
const off = { automountServiceAccountToken: false };
examine("rbac.automountToken", {
  good: {
    "the account says no": [account(off), deployment()],
    "the pod says no, the account yes": [
      account({ automountServiceAccountToken: true }),
      deployment(off),
    ],
    "default says no": [account(off, "default"), deployment({ serviceAccountName: undefined })],
  },
  bad: {
    "the pod says yes, the account no": [
      account(off),
      deployment({ automountServiceAccountToken: true }),
    ],
    "a namesake elsewhere says no": [account(off, "web", "other"), deployment()],
    "another account says no": [account(off, "db"), deployment()],
    "the account says nothing": [account(), deployment()],
  },
});

examine("rbac.serviceAccountMissing", {
  good: {
    "an account": [account(), deployment()],
    default: deployment({ serviceAccountName: "default" }),
    nothing: deployment({ serviceAccountName: undefined }),
    "in default": [
      { ...account(), metadata: { name: "web" } },
      { ...deployment(), metadata: { name: "x", namespace: "default" } },
    ],
  },
  bad: {
    none: deployment(),
    "another name": [account({}, "db"), deployment()],
    "another namespace": [account({}, "web", "other"), deployment()],
    "the old field": deployment({ serviceAccountName: undefined, serviceAccount: "web" }),
  },
});
