import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";

import { settingsFrom } from "../../components/settings.ts";

const settings = (config: Record<string, unknown>) =>
  settingsFrom(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
    "shakedown",
    "staging",
  );

/** What is said about a configuration that is refused. */
function refusal(config: Record<string, unknown>): string {
  try {
    settings(config);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it was taken");
}

describe("settings", () => {
  it("reach an embedded cluster by its own access, never by the user's current context", () => {
    const { cluster } = settings({ "shakedown:cluster": { embedded: "mine" } });
    const given = settings({ "shakedown:cluster": { embedded: "mine", kubeconfig: "other" } });

    assert.equal(cluster.kubeconfig, ".shakedown/kubeconfig/mine");
    assert.equal(given.cluster.kubeconfig, "other");
  });

  it("have a default for every key", () => {
    const { namespace, profile, images, load, webApp } = settings({});

    assert.equal(namespace, "shakedown-staging");
    assert.equal(profile, "web-app");
    assert.equal(images.nginx, "docker.io/library/nginx:1.26.3");
    assert.deepEqual(load.thresholds, {
      p95Milliseconds: 250,
      p99Milliseconds: 500,
      errorRate: 0.01,
    });
    assert.equal(webApp.frontend.replicas, 2);
  });

  it("take the images of a set, except those that are given", () => {
    const mine = `registry.example.com/redis@sha256:${"0".repeat(64)}`;
    const { images } = settings({ "shakedown:images": { set: "embedded", redis: mine } });

    assert.equal(images.redis, mine);
    assert.equal(images.nginx, "localhost/shakedown/nginx:1.26");
  });

  it("expand the home folder in the path of the kubeconfig", () => {
    const { cluster } = settings({ "shakedown:cluster": { kubeconfig: "~/.kube/config" } });
    assert.equal(cluster.kubeconfig, `${homedir()}/.kube/config`);
  });

  it("are described, every key of them, in docs/settings.md and in Pulumi.yaml", () => {
    const keysOf = (value: unknown): string[] =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
        : [];
    const { stack, ...told } = settings({});
    assert.equal(stack, "staging"); // the one that is no setting
    for (const file of ["docs/settings.md", "Pulumi.yaml"]) {
      const words = new Set(readFileSync(file, "utf8").match(/\w+/g));
      assert.deepEqual(
        keysOf(told).filter((key) => !words.has(key)),
        [],
        file,
      );
    }
  });

  it("leave the configuration of other packages alone", () => {
    assert.equal(settings({ "kubernetes:namespace": "x" }).namespace, "shakedown-staging");
  });

  it("take whole cores as numbers", () => {
    const { quotas } = settings({ "shakedown:quotas": { app: { cpu: 16 } } });
    assert.equal(quotas.app.cpu, "16");
  });

  const refused: [string, Record<string, unknown>, string][] = [
    [
      "a mistyped key",
      { "shakedown:clutser": {} },
      "shakedown:clutser is not a setting: did you mean shakedown:cluster?",
    ],
    [
      "a mistyped key inside an object",
      { "shakedown:load": { ratePerSeconds: 5 } },
      "shakedown:load.ratePerSeconds is not a setting: did you mean shakedown:load.ratePerSecond?",
    ],
    [
      "a mistyped key two objects deep",
      { "shakedown:load": { thresholds: { p95milliseconds: 5 } } },
      "shakedown:load.thresholds.p95milliseconds is not a setting: " +
        "did you mean shakedown:load.thresholds.p95Milliseconds?",
    ],
    [
      "a key like no other, with those that there are",
      { "shakedown:quotas": { elephants: {} } },
      "shakedown:quotas.elephants is not a setting: known here are app, load, data, ai",
    ],
    [
      "a word where a number is needed",
      { "shakedown:load": { ratePerSecond: "fast" } },
      'shakedown:load.ratePerSecond is "fast": a whole number from 1 to 100000 is needed',
    ],
    [
      "a word where an object is needed",
      { "shakedown:quotas": "big" },
      'shakedown:quotas is "big": an object with app, load, data, ai is needed',
    ],
    [
      "a profile that does not exist",
      { "shakedown:profile": "huge" },
      'shakedown:profile is "huge": one of web-app, high-load, resource-constrained, ai-ml is needed',
    ],
    [
      "an image by the tag latest",
      { "shakedown:images": { k6: "grafana/k6:latest" } },
      'shakedown:images.k6 is "grafana/k6:latest": ' +
        "an image with a tag other than latest, or a digest, is needed",
    ],
    [
      "less memory than a database needs",
      { "shakedown:webApp": { database: { memory: "64Mi" } } },
      'shakedown:webApp.database.memory is "64Mi": at least 128Mi is needed',
    ],
    [
      "a request above its limit",
      { "shakedown:data": { redis: { cpuRequest: 2, cpuLimit: "500m" } } },
      'shakedown:data.redis.cpuRequest is "2": no more than the limit of 500m is needed',
    ],
    [
      "a request that is no JSON",
      { "shakedown:ai": { services: [{ name: "a", url: "http://a.b.svc", request: "{ask: 1}" }] } },
      'shakedown:ai.services[0].request is "{ask: 1}": a text in JSON is needed',
    ],
    [
      "an answer that is no regular expression",
      { "shakedown:ai": { services: [{ name: "a", url: "http://a.b.svc", answer: "(" }] } },
      'shakedown:ai.services[0].answer is "(": a regular expression is needed',
    ],
    [
      "an eviction that Redis does not know",
      { "shakedown:data": { redis: { eviction: "oldest" } } },
      'shakedown:data.redis.eviction is "oldest": one of allkeys-lru, allkeys-lfu, ' +
        "allkeys-random, noeviction, volatile-lru, volatile-lfu, volatile-random, volatile-ttl is needed",
    ],
    [
      "a volume that a rewritten cache does not fit on",
      { "shakedown:data": { redis: { maxMemory: "512Mi", persistence: { enabled: true } } } },
      'shakedown:data.redis.persistence.storage is "1Gi": at least 4 x maxMemory, 512Mi, is needed, ' +
        "for what is saved is rewritten beside itself",
    ],
    [
      "a p99 below the p95",
      { "shakedown:load": { thresholds: { p95Milliseconds: 300, p99Milliseconds: 200 } } },
      "shakedown:load.thresholds.p99Milliseconds is 200: at least p95Milliseconds, 300, is needed",
    ],
    [
      "a share above 1",
      { "shakedown:load": { thresholds: { errorRate: 5 } } },
      "shakedown:load.thresholds.errorRate is 5: a share from 0 to 1 is needed",
    ],
    [
      "a namespace that Kubernetes would refuse",
      { "shakedown:namespace": "My_App" },
      'shakedown:namespace is "My_App": ' +
        "a name of at most 50 of a-z, 0-9 and - is needed, starting with a letter",
    ],
  ];
  for (const [what, config, sentence] of refused) {
    it(`refuse ${what}`, () => assert.equal(refusal(config), sentence));
  }
});
