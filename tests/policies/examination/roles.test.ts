import { grants } from "./roles.ts";

grants(
  "secretsRead",
  [
    "get on secrets /a",
    "get,list on configmaps",
    "create on secrets",
    "get on secrets.apps",
    "list on secrets /a,b",
    "get on secrets/status",
  ],
  [
    "get on secrets",
    "list on secrets",
    "watch on secrets",
    "* on secrets",
    "get on *",
    "get on pods,secrets",
    "list on *.*",
    "get on secrets.*",
  ],
);
grants(
  "secretsWrite",
  ["get,list,watch on secrets", "create on configmaps", "update on secrets.example.org"],
  [
    "create on secrets",
    "update on secrets",
    "patch on secrets /a",
    "delete on secrets",
    "deletecollection on secrets",
    "* on secrets",
  ],
);
grants(
  "configMapWrite",
  ["get,list,watch on configmaps", "create on secrets", "update on configmaps.apps"],
  ["create on configmaps", "patch on configmaps /a", "delete on configmaps", "* on *"],
);
grants(
  "createPods",
  ["get,list on pods", "create on pods/exec", "create on deployments.apps", "update on pods"],
  ["create on pods", "* on pods", "create on *", "create on pods.*"],
);
grants(
  "createPersistentVolumes",
  ["create on persistentvolumeclaims", "get on persistentvolumes", "delete on persistentvolumes"],
  ["create on persistentvolumes", "* on persistentvolumes", "create on *"],
);
grants(
  "podsExec",
  [
    "get on pods",
    "get on pods/log",
    "delete on pods/exec",
    "create on pods/portforward",
    "get on pods/status",
  ],
  [
    "create on pods/exec",
    "get on pods/exec",
    "create on pods/attach",
    "* on pods/attach",
    "create on */exec",
    "create on *",
    "create on pods/exec /a",
  ],
);
grants(
  "portForward",
  ["get on pods", "create on pods/exec", "delete on pods/portforward"],
  ["create on pods/portforward", "get on pods/portforward", "* on */portforward", "create on *"],
);
grants(
  "nodesProxy",
  [
    "get on nodes",
    "get on nodes/metrics",
    "get on nodes/stats",
    "get on pods/proxy",
    "get on services/proxy",
  ],
  [
    "get on nodes/proxy",
    "create on nodes/proxy",
    "* on nodes/proxy",
    "get on */proxy",
    "get on nodes/proxy /a",
    "get on *",
  ],
);
grants(
  "proxySubresource",
  ["get on nodes", "get on pods,services", "get on pods/log", "get on services/status"],
  [
    "get on nodes/proxy",
    "create on pods/proxy",
    "update on services/proxy",
    "get on */proxy",
    "* on *",
  ],
);
grants(
  "tokenCreate",
  [
    "create on serviceaccounts",
    "get on serviceaccounts/token",
    "create on tokenreviews.authentication.k8s.io",
  ],
  [
    "create on serviceaccounts/token",
    "* on serviceaccounts/token",
    "create on */token",
    "create on *",
    "create on serviceaccounts/token /a",
  ],
);
