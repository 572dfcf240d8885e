import { examine } from "./examine.ts";

const account = (more: object) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "a", namespace: "shop" },
  ...more,
});
const secret = (type: unknown) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "a",
    namespace: "shop",
    annotations: { "kubernetes.io/service-account.name": "a" },
  },
  type,
});

examine("secrets.longLivedSaToken", {
  good: {
    "an account": account({}),
    "an account with pull secrets": account({ imagePullSecrets: [{ name: "a" }] }),
    "an empty list": account({ secrets: [] }),
    "an Opaque Secret": secret("Opaque"),
    "no type": secret(undefined),
    "a TLS Secret": secret("kubernetes.io/tls"),
    "a bootstrap token": secret("bootstrap.kubernetes.io/token"),
  },
  bad: {
    "the type": secret("kubernetes.io/service-account-token"),
    "secrets of the account": account({ secrets: [{ name: "a-token" }] }),
    "two of them": account({
      secrets: [{ name: "a" }, { name: "b" }],
      automountServiceAccountToken: false,
    }),
    "a token with data": {
      ...secret("kubernetes.io/service-account-token"),
      data: { token: "YQ==" },
    },
  },
});
