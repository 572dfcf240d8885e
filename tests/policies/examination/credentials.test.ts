import { examine, examinePods } from "./examine.ts";
import { c, spec } from "./pods.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlc2lnbmF0dXJl";
const pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n";
const awsId = `AKIA${"IOSFODNN7EXAMPLE"}`;

const variable = (more: object) => spec({ containers: [c({ env: [more] })] });
const envs = (pairs: Record<string, string | number | boolean>) =>
  Object.fromEntries(
    Object.entries(pairs).map(([name, value]) => [
      `${name}=${String(value).slice(0, 24)}`,
      variable({ name, value }),
    ]),
  );

examinePods(
  "secrets.plaintextEnv",
  {
    good: {
      ...envs({
        LOG_LEVEL: "debug",
        PASSWORD_FILE: "/run/secrets/password",
        POSTGRES_PASSWORD_FILE: "/run/secrets/pg",
        TOKEN_TTL: "3600",
        ACCESS_TOKEN_EXPIRY: "15m",
        PASSWORDLESS: "true",
        PASSWORD_MIN_LENGTH: "12",
        SECRET_NAME: "db-creds",
        TOKEN_URL: "https://login.example/token",
        AUTH_METHOD: "token",
        KEYBOARD: "us",
        MONKEY: "banana",
        PUBLIC_KEY: "ssh-ed25519 AAAA",
        DATABASE_URL: "postgres://db.shop:5432/app",
        PASSWORD: "$(DB_PASSWORD)",
        API_TOKEN: "",
        COMPASS: "north",
        SECRETARY: "Mallory",
        TOKENIZER: "bert",
        PASSTHROUGH: "1",
        CACHE_KEY_PREFIX: "shop",
        PARTITION_KEY: "id",
        PRIMARY_KEY: "id",
        ENABLE_PASSWORD_RESET: "true",
        SECRETS_PATH: "/vault/secrets",
        AWS_REGION: "eu-central-1",
        KUBERNETES_SERVICE_ACCOUNT: "app",
        PATH: "/usr/bin:/bin",
        MAX_TOKENS: "4096",
        PASSWORD_HASHER: "argon2",
        ALLOW_EMPTY_PASSWORD: "1",
        IMAGE_PULL_SECRET: "regcred",
        PASSWORD_ATTEMPTS: "3",
        USE_TOKEN: "always",
      }),
      "a reference to a Secret": variable({
        name: "PASSWORD",
        valueFrom: { secretKeyRef: { name: "db", key: "password" } },
      }),
      "a reference to a ConfigMap": variable({
        name: "API_KEY",
        valueFrom: { configMapKeyRef: { name: "a", key: "b" } },
      }),
      "a name alone": variable({ name: "PASSWORD" }),
      null: variable({ name: "PASSWORD", value: null }),
    },
    excused: /\.value$/,
    bad: {
      ...envs({
        PASSWORD: "hunter2",
        DB_PASSWORD: "s3cr3t",
        POSTGRES_PASSWORD: "postgres",
        MYSQL_ROOT_PASSWORD: "root",
        REDIS_PASS: "abc",
        API_KEY: "1234567890abcdef",
        APIKEY: "abcdef",
        apiKey: "abcdef",
        SECRET: "abc",
        CLIENT_SECRET: "abc",
        AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        GITHUB_TOKEN: "abc",
        "spring.datasource.password": "abc",
        PGPASSWORD: "abc",
        JWT_SIGNING_KEY: "abc",
        PRIVATE_KEY: "abc",
        ENCRYPTION_KEY: "abc",
        dbPassword: "abc",
        SECRET_KEY_BASE: "0123456789abcdef",
        DJANGO_SECRET_KEY: "abc",
        PASSPHRASE: "abc",
        CREDENTIALS: "user:abc",
        ACCESS_TOKEN: "abc",
        JWT: "abc",
        BEARER: "abc",
        DBPASS: "abc",
        ADMIN_PW: "abc",
        STRIPE_KEY: "abc",
        AWS_ACCESS_KEY: "abc",
        CONFIG: awsId,
        SESSION: jwt,
        CERT: pem,
        DATABASE_URL: "postgres://app:hunter2@db.shop:5432/app",
        REDIS_URL: "redis://:hunter2@cache:6379",
        SLACK: `xoxb-${"123456789012-abcdefghijkl"}`,
        GH: `ghp_${"a1".repeat(18)}`,
        AWS_ACCESS_KEY_ID: awsId,
        CONNECTION: "Server=db;User Id=sa;Password=hunter2;",
      }),
      "a number": variable({ name: "PASSWORD", value: 12345 }),
      "an init container": spec({
        initContainers: [c({ env: [{ name: "DB_PASSWORD", value: "abc" }] })],
      }),
      "an ephemeral container": spec({
        ephemeralContainers: [c({ env: [{ name: "DB_PASSWORD", value: "abc" }] })],
      }),
    },
  },
  ["Pod", "CronJob"],
);

examinePods("secrets.inEnv", {
  good: {
    "a file": spec({
      volumes: [{ name: "s", secret: { secretName: "s" } }],
      containers: [c({ volumeMounts: [{ name: "s", mountPath: "/s" }] })],
    }),
    "a ConfigMap": spec({
      containers: [
        c({
          env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "a", key: "b" } } }],
          envFrom: [{ configMapRef: { name: "a" } }],
        }),
      ],
    }),
    "a literal": variable({ name: "A", value: "b" }),
    "a secret for pulling": spec({ imagePullSecrets: [{ name: "a" }] }),
  },
  bad: {
    env: variable({ name: "A", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }),
    envFrom: spec({ containers: [c({ envFrom: [{ secretRef: { name: "a" } }] })] }),
    "envFrom with a prefix, optional": spec({
      containers: [
        c({
          envFrom: [
            { configMapRef: { name: "b" } },
            { prefix: "A_", secretRef: { name: "a", optional: true } },
          ],
        }),
      ],
    }),
    "an init container": spec({
      initContainers: [
        c({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }] }),
      ],
    }),
  },
});

const configMap = (data: unknown, more = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "x", namespace: "shop" },
  data,
  ...more,
});
const entries = (pairs: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(pairs).map(([key, value]) => [
      `${key}: ${value.slice(0, 30)}`,
      configMap({ [key]: value }),
    ]),
  );
const base64 = (text: string) => Buffer.from(text).toString("base64");

examine("secrets.inConfigMap", {
  excused: /^0\.(data|binaryData)\./,
  good: {
    ...entries({
      "app.properties": "log.level=debug\nserver.port=8080\n",
      "password.file": "/run/secrets/password",
      "token-ttl": "1h",
      "nginx.conf": "proxy_set_header Authorization $http_authorization;\n",
      "ca.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      "policy.yaml": "passwordPolicy:\n  minLength: 12\n",
      env: "DB_PASSWORD=${DB_PASSWORD}\n",
      "init.sh": '#!/bin/sh\nPASSWORD="$1"\nTOKEN=$(cat /run/token)\nexport SECRET="$SECRET"\n',
      "main.py": 'password = os.environ["PASSWORD"]\ntoken = getenv("TOKEN")\n',
      "main.js": "const token = process.env.TOKEN\npassword = process.env.PW\n",
      "encrypted.yaml": "password: ENC[AES256_GCM,data:abc]\nsecret: '{cipher}0123'\n",
      "prometheus.yml": "authorization:\n  credentials_file: /var/run/token\n",
      "default.conf": "location / {\n  proxy_pass http://web;\n}\n",
      comment: "# set the password in the Secret\nhost=db\n",
      secretName: "db-creds",
      url: "https://example.org/a?b=c",
      known_hosts: "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n",
      keyboard: "us",
      "id_rsa.pub": "ssh-rsa AAAAB3NzaC1yc2E app@example",
    }),
    "no data": configMap(undefined),
    null: configMap(null),
    "innocent bytes": configMap(undefined, { binaryData: { logo: base64("\u0089PNG") } }),
    "a Secret": {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "x", namespace: "shop" },
      stringData: { password: "hunter2" },
    },
  },
  bad: {
    ...entries({
      password: "hunter2",
      DB_PASSWORD: "hunter2",
      "db.password": "hunter2",
      "api-key": "abcdef",
      apiToken: "abcdef",
      aws_secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "application.properties": "spring.datasource.password=hunter2\n",
      "config.yaml": "database:\n  password: hunter2\n",
      "config.json": '{"clientSecret": "abcdefgh"}',
      ".env": "export API_TOKEN=abcdef\n",
      "tls.key": pem,
      id_rsa: pem,
      settings: `aws_access_key_id = ${awsId}\n`,
      session: jwt,
      dsn: "mysql://app:hunter2@db/app",
      url: "redis://:hunter2@cache:6379/0",
      token: "abcdef0123456789",
    }),
    "a key in binaryData": configMap(undefined, { binaryData: { password: base64("hunter2") } }),
    "a value in binaryData": configMap(undefined, { binaryData: { blob: base64(pem) } }),
    "one of several": configMap({ a: "b", secret: "hunter2" }),
  },
});
