import { networkWrite } from "../../../policies/rbac/network-write.ts";
import { nodesProxy } from "../../../policies/rbac/nodes-proxy.ts";
import { podsExec } from "../../../policies/rbac/pods-exec.ts";
import { portForward } from "../../../policies/rbac/port-forward.ts";
import { proxySubresource } from "../../../policies/rbac/proxy-subresource.ts";
import { secretsRead } from "../../../policies/rbac/secrets-read.ts";
import { secretsWrite } from "../../../policies/rbac/secrets-write.ts";
import { tokenCreate } from "../../../policies/rbac/token-create.ts";
import { workloadWrite } from "../../../policies/rbac/workload-write.ts";
import { allows, cannotDecide, denies, objectCases } from "../cases.ts";
import { unknownMark as later } from "../forms.ts";
import { grant } from "../stack/objects.ts";
import { grantCases, named, one, read, workloads, write } from "./grant-cases.ts";

grantCases(
  networkWrite,
  [
    [
      write,
      [
        ...["services", "endpoints", "endpointslices.discovery.k8s.io"],
        ...["networkpolicies.networking.k8s.io", "ingresses.networking.k8s.io"],
        ...["networkpolicies.extensions", "ingresses.extensions"],
      ],
    ],
  ],
  [
    ["get list watch", "services"],
    ["update", "services/status"],
  ],
);
const anyVerb = [...read, ...write];
grantCases(
  nodesProxy,
  [[anyVerb, ["nodes/proxy"]]],
  [
    ["get", "nodes"],
    ["get", "nodes/metrics"],
    ["get", "pods/proxy"],
  ],
);
objectCases(nodesProxy, [
  denies("every proxy", one(grant("get", "*/proxy")), ["rules[0]"]),
  denies("the proxy of one node", named("get", "nodes/proxy"), ["rules[0]"]),
  denies("a create on the proxy of one node", named("create", "nodes/proxy"), ["rules[0]"]),
  allows("every subresource of another name", one(grant("get", "*/proxies"))),
]);
grantCases(
  podsExec,
  [
    [
      ["create", "get"],
      ["pods/exec", "pods/attach"],
    ],
  ],
  [
    ["list", "pods/exec"],
    ["create get", "pods"],
    ["create", "pods/portforward"],
  ],
);
grantCases(
  portForward,
  [[["create", "get"], ["pods/portforward"]]],
  [
    ["list", "pods/portforward"],
    ["create", "pods/exec"],
  ],
);
grantCases(
  proxySubresource,
  [[anyVerb, ["nodes/proxy", "pods/proxy", "services/proxy"]]],
  [["get", "services"]],
);
grantCases(
  secretsRead,
  [[read, ["secrets"]]],
  [
    ["create update patch delete", "secrets"],
    ["get", "secrets/status"],
  ],
);
objectCases(secretsRead, [
  allows("a read that resourceNames narrow", named("get list watch", "secrets")),
  denies("empty resourceNames", one(grant("get", "secrets", { resourceNames: [] })), ["rules[0]"]),
  denies("the empty resourceName", one(grant("list", "secrets", { resourceNames: [""] })), [
    "rules[0]",
  ]),
  cannotDecide("unknown resourceNames", one(grant("get", "secrets", { resourceNames: later })), [
    "rules[0]",
  ]),
]);
grantCases(secretsWrite, [[write, ["secrets"]]], [["get list watch", "secrets"]]);
objectCases(secretsWrite, [
  denies("an update of one Secret", named("update", "secrets"), ["rules[0]"]),
]);
grantCases(
  tokenCreate,
  [[["create"], ["serviceaccounts/token"]]],
  [
    ["create", "serviceaccounts"],
    ["get", "serviceaccounts/token"],
  ],
);
grantCases(
  workloadWrite,
  [[write, workloads]],
  [
    ["get list watch", "deployments.apps"],
    ["update", "deployments/status.apps"],
    ["create", "deployments.batch"],
  ],
);
