import { longLivedToken } from "../../../policies/security/long-lived-token.ts";
import { plaintextEnv } from "../../../policies/security/plaintext-env.ts";
import { secretInConfigMap } from "../../../policies/security/secret-in-config-map.ts";
import { secretInEnv } from "../../../policies/security/secret-in-env.ts";
import { allows, cannotDecide, denies, objectCases, podCases } from "../cases.ts";
import { unknownMark } from "../forms.ts";

const env = (...variables: object[]) => ({ containers: [{ name: "app", env: variables }] });
const field = (index = 0) => [`containers[0].env[${index}].value`];
const awsKey = `AKIA${"A1B2C3D4".repeat(2)}`;

podCases(plaintextEnv, [
  allows("a container that sets none", { containers: [{ name: "app" }] }),
  allows(
    "ordinary settings",
    env({ name: "LOG_LEVEL", value: "info" }, { name: "PORT", value: "1" }),
  ),
  ...[
    ...[
      "DB_PASSWORD",
      "password",
      "API_KEY",
      "apiKey",
      "AUTH_TOKEN",
      "CLIENT_SECRET",
      "PGPASSWORD",
    ],
    ...[
      "SECRET_KEY_BASE",
      "REDIS_PASS",
      "MYSQL_ROOT_PASSWORD",
      "AWS_SECRET_ACCESS_KEY",
      "DBPASSWORD",
    ],
    ...["ENCRYPTION_KEY", "SSH_PRIVATE_KEY", "GITHUB_TOKEN", "SMTP_CREDENTIALS", "ADMIN_PWD"],
  ].map((name) => denies(`a literal ${name}`, env({ name, value: "hunter2" }), field())),
  ...[
    ["TOKEN_URL", "hunter2"],
    ["PASSWORD_FILE", "/run/secrets/password"],
    ["SECRET_NAME", "db-creds"],
    ["TOKEN_TTL", "3600"],
    ["PASSWORD_MIN_LENGTH", "12"],
    ["MAX_TOKENS", "4096"],
    ["USE_SECRET", "true"],
    ["DB_PASSWORD", ""],
    ["DB_PASSWORD", "$(OTHER)"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/var/run/key.json"],
    ["AUTHOR", "token ring"],
    ["PASS_THROUGH", "yes"],
    ["COMPASS", "north"],
    ["KEYBOARD", "qwerty"],
  ].map(([name, value]) => allows(`${name}=${value}`, env({ name, value }))),
  ...[
    ["an access key of AWS", awsKey],
    ["a password in a URL", "postgres://user:hunter2@db/x"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMII"],
    ["a token of GitHub", `ghp_${"a1".repeat(18)}`],
    ["a web token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"],
    ["a password in a connection string", "Server=db;Password=hunter2;"],
    ["a password at its beginning", "Password=hunter2;Server=db"],
    ["a password in a query", "jdbc:mysql://db/x?user=u&password=hunter2"],
  ].map(([what, value]) =>
    denies(`${what} under a name that tells nothing`, env({ name: "X" }, { name: "Y", value }), [
      ...field(1),
    ]),
  ),
  allows("a URL whose password is a reference", env({ name: "X", value: "redis://u:$(PASS)@r/0" })),
  allows("a URL with a user alone", env({ name: "X", value: "https://user@example.com/" })),
  allows(
    "a reference",
    env({ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }),
  ),
  denies(
    "an init container",
    { initContainers: [{ name: "i", env: [{ name: "TOKEN", value: "x" }] }] },
    ["initContainers[0].env[0].value"],
  ),
  cannotDecide("an unknown value of a secret", env({ name: "DB_PASSWORD", value: unknownMark }), [
    ...field(),
  ]),
  allows("an unknown value of anything else", env({ name: "LOG_LEVEL", value: unknownMark })),
  cannotDecide("unknown variables", { containers: [{ name: "app", env: unknownMark }] }, [
    "containers[0].env",
  ]),
]);

const configMap = (data: unknown) => ({ apiVersion: "v1", kind: "ConfigMap", data });
objectCases(secretInConfigMap, [
  allows("ordinary settings", configMap({ "log.level": "info", port: "80" })),
  allows("no data", { apiVersion: "v1", kind: "ConfigMap" }),
  denies("a secret's name", configMap({ "db.password": "hunter2", a: "b" }), [
    'data["db.password"]',
  ]),
  allows("a secret's name without a value", configMap({ password: "" })),
  denies("a credential's form", configMap({ x: awsKey }), ['data["x"]']),
  denies("a line of a file", configMap({ "app.properties": "a=b\ndb.password=hunter2\n" }), [
    'data["app.properties"]',
  ]),
  denies("a line of YAML", configMap({ "app.yaml": "db:\n  password: hunter2\n" }), [
    'data["app.yaml"]',
  ]),
  denies("a line of JSON", configMap({ "a.json": '{\n "clientSecret": "hunter2"\n}' }), [
    'data["a.json"]',
  ]),
  allows("a line that refers to a variable", configMap({ "a.conf": "password=${DB_PASSWORD}" })),
  allows("a line of comment", configMap({ "a.conf": "# password=hunter2" })),
  allows("a block in YAML", configMap({ "a.yaml": "password: |\n" })),
  cannotDecide("an unknown value of a secret", configMap({ password: unknownMark }), [
    'data["password"]',
  ]),
  allows("an unknown value of anything else", configMap({ level: unknownMark })),
  cannotDecide("unknown data", configMap(unknownMark), ["data"]),
  allows("a Secret", { apiVersion: "v1", kind: "Secret", stringData: { password: "x" } }),
]);

const takes = (container: object) => ({ containers: [{ name: "app", ...container }] });
podCases(secretInEnv, [
  allows("a ConfigMap", takes({ env: [{ name: "A", valueFrom: { configMapKeyRef: {} } }] })),
  allows("all of a ConfigMap", takes({ envFrom: [{ configMapRef: { name: "c" } }] })),
  denies("a key", takes({ env: [{}, { name: "A", valueFrom: { secretKeyRef: {} } }] }), [
    "containers[0].env[1].valueFrom.secretKeyRef",
  ]),
  denies("all keys", takes({ envFrom: [{ secretRef: { name: "s" } }] }), [
    "containers[0].envFrom[0].secretRef",
  ]),
  cannotDecide("an unknown source", takes({ env: [{ name: "A", valueFrom: unknownMark }] }), [
    "containers[0].env[0].valueFrom.secretKeyRef",
  ]),
  cannotDecide("unknown lists", takes({ env: unknownMark, envFrom: unknownMark }), [
    "containers[0].env",
    "containers[0].envFrom",
  ]),
]);

const secret = (type?: string) => ({ apiVersion: "v1", kind: "Secret", type });
const account = (rest: object) => ({ apiVersion: "v1", kind: "ServiceAccount", ...rest });
objectCases(longLivedToken, [
  allows("an ordinary Secret", secret("Opaque")),
  allows("a Secret that says nothing", secret()),
  denies("a token", secret("kubernetes.io/service-account-token"), ["type"]),
  cannotDecide("an unknown type", secret(unknownMark), ["type"]),
  allows("an account without tokens", account({ secrets: [] })),
  denies("an account with tokens", account({ secrets: [{ name: "t" }] }), ["secrets"]),
  cannotDecide("unknown tokens", account({ secrets: unknownMark }), ["secrets"]),
]);
