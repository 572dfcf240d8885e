import assert from "node:assert/strict";

import { checkDegradation } from "../../../checks/data/degradation.ts";
import type { DegradationSpec } from "../../../checks/run/plan.ts";
import { FakeClock, FakeCluster, endedPod } from "../double.ts";

const resources = { requests: { cpu: "100m" }, limits: { cpu: "1" } };
const identity = { serviceAccountName: "client", labels: { app: "client" } };
const spec: DegradationSpec = {
  kind: "degradation",
  load: {
    kind: "load",
    identity: { ...identity, namespace: "shop-load" },
    ...{ image: "k6:1", script: "web-app.js", baseUrl: "http://frontend.shop.svc", resources },
    profile: { ratePerSecond: 20, durationSeconds: 10, warmUpSeconds: 0, maxVUs: 50 },
    thresholds: { p95Milliseconds: 200, p99Milliseconds: 400, errorRate: 0.01 },
  },
  pod: { namespace: "shop", name: "redis-0" },
  cache: {
    identity: { ...identity, namespace: "shop" },
    ...{ image: "redis:8", host: "redis.shop.svc", port: 6379 },
    password: { name: "redis-login", key: "password" },
  },
  backSeconds: 30,
};

/** A cache whose pod is made anew a second after it went, and answers two seconds later. */
class Double extends FakeCluster {
  readonly clock = new FakeClock();
  /** Seconds until a new pod answers. */
  readySeconds = 3;
  /** What the service does with a request that was sent while the cache was away. */
  status = 200;
  milliseconds = 5;
  /** What the cache says when its pod is there. */
  words = "a";
  /** Whether the cache goes when its pod is deleted. */
  goes = true;
  /** Requests that are told of a second. */
  rate = 40;
  deletions = 0;
  #recreated = 0;
  readonly #absences: [from: number, to: number][] = [];
  readonly #written = new Map<string, { log: string; at: number }>();

  constructor() {
    super();
    this.onCreate = (object) => {
      if (object.kind === "Job") this.add(this.#podOf(object));
    };
  }

  #podOf(job: any) {
    const pod = endedPod(job, () => 0);
    const [{ name }] = pod.spec.containers;
    this.#written.set(name, { log: "", at: this.clock.time });
    return { ...pod, status: { phase: "Running", containerStatuses: [] } };
  }

  #away = (at: number) => this.#absences.some(([from, to]) => at >= from && at < to);

  override get = async (kind: any, namespace: string, name: string) => {
    if (kind !== "Pod") {
      const same = (each: any) => each.kind === kind && each.metadata.name === name;
      return this.objects.find(same);
    }
    assert.deepEqual({ namespace, name }, spec.pod);
    return this.clock.time >= this.#recreated ? ({ metadata: { name } } as any) : undefined;
  };

  override delete = async (kind: any, _namespace: string, name: string, grace?: number) => {
    if (kind !== "Pod") {
      const at = this.objects.findIndex(
        (each) => each.kind === kind && each.metadata.name === name,
      );
      if (at >= 0) this.objects.splice(at, 1);
      return;
    }
    assert.equal(grace, 1);
    this.deletions++;
    const now = this.clock.time;
    this.#recreated = now + 1000;
    if (this.goes) this.#absences.push([now, now + this.readySeconds * 1000]);
  };

  override logs = async (_namespace: string, _pod: string, container: string) => {
    const written = this.#written.get(container)!;
    const step = container === "k6" ? 1000 / this.rate : 200;
    for (; written.at < this.clock.time; written.at += step) {
      const at = Math.round(written.at);
      const away = this.#away(at);
      if (container === "asker") {
        written.log += away ? `r ${at} Connection refused\n` : `${this.words} ${at} 1\n`;
      } else {
        written.log += away ? `r ${at} ${this.milliseconds} ${this.status}\n` : `r ${at} 4.0 200\n`;
      }
    }
    return written.log;
  };
}

const run = (cluster: Double, changed: Partial<DegradationSpec> = {}) =>
  checkDegradation("degradation", { ...spec, ...changed }, cluster, cluster.clock, () => {});
const named = (evidence: any[], name: RegExp) => evidence.find((each) => name.test(each.name));

describe("checkDegradation", () => {
  it("passes where the service goes on answering, and the cache comes back", async () => {
    const cluster = new Double();
    const { verdict, reason, evidence } = await run(cluster);

    assert.equal(verdict, "pass", reason);
    assert.match(reason, /answered 3\d\d requests with 0 % errors, P95 5\.0 ms; .* after 2\.\d s$/);
    assert.equal(named(evidence, /refused/).verdict, "pass");
  });

  it("keeps the cache away by deleting its pod as often as it comes back", async () => {
    const cluster = new Double();
    await run(cluster);

    assert.ok(cluster.deletions >= 8, `${cluster.deletions}`);
  });

  it("counts the requests alone that were sent while the cache was away", async () => {
    const cluster = new Double();
    cluster.status = 503;
    const { evidence } = await run(cluster);

    assert.equal(named(evidence, /^error rate/).value, 1);
  });

  it("fails where the service answers with errors without its cache", async () => {
    const cluster = new Double();
    cluster.status = 503;
    const { verdict, reason } = await run(cluster);

    assert.equal(verdict, "fail");
    assert.match(reason, /^error rate without the cache: (\d+) of \1 requests failed, allowed 1 %/);
  });

  it("fails where the service is too slow without its cache", async () => {
    const cluster = new Double();
    cluster.milliseconds = 250;
    const { verdict, reason } = await run(cluster);

    assert.equal(verdict, "fail");
    assert.equal(reason, "p95 latency without the cache is 250 ms, required < 200 ms");
  });

  it("fails where the cache does not come back in time", async () => {
    const cluster = new Double();
    cluster.readySeconds = 100;
    const { verdict, reason } = await run(cluster);

    assert.equal(verdict, "fail");
    assert.match(reason, /: the cache was not back after 30 s: look at its pod/);
  });

  it("is an error, and no verdict on the service, where the cache came back meanwhile", async () => {
    const cluster = new Double();
    cluster.readySeconds = 0.7; // sooner than a pod is seen to be there again
    const { verdict, reason, evidence } = await run(cluster);

    assert.equal(verdict, "error");
    assert.match(reason, /it was not away: to \d+ of \d+ attempts it said "1"/);
    assert.equal(named(evidence, /^error rate/).verdict, "skip");
  });

  it("is an error where the cache cannot be taken away", async () => {
    const cluster = new Double();
    cluster.goes = false;

    await assert.rejects(run(cluster), /the cache could not be taken away: .* said "1"/);
  });

  it("is an error where too few requests were measured to tell", async () => {
    const cluster = new Double();
    cluster.rate = 10;
    const { verdict, reason } = await run(cluster);

    assert.equal(verdict, "error");
    assert.match(reason, /^requests without the cache: \d+ of at least 144 were answered in time/);
  });

  it("takes nothing away where the cache does not answer its client to begin with", async () => {
    const cluster = new Double();
    cluster.words = "o";

    await assert.rejects(
      run(cluster),
      /^JobError: nothing was taken away: the cache does not answer/,
    );
    assert.equal(cluster.deletions, 0);
  });

  it("leaves no Job behind", async () => {
    const cluster = new Double();
    await run(cluster);

    assert.equal(cluster.created.filter(({ kind }) => kind === "Job").length, 2);
    assert.deepEqual(
      cluster.objects.filter(({ kind }) => kind === "Job"),
      [],
    );
  });

  it("asks by the load's own script, and hands the cache's password over by reference", async () => {
    const cluster = new Double();
    await run(cluster);

    const [sender, asker] = cluster.created
      .filter(({ kind }) => kind === "Job")
      .map(({ spec: job }) => job.template.spec.containers[0]);
    const { value } = sender.env.find(({ name }: any) => name === "TELL");
    assert.deepEqual([sender.command.at(-1), value], ["/scripts/web-app.js", "requests"]);
    const password = asker.env.find(({ name }: any) => name === "REDISCLI_AUTH");
    assert.deepEqual(password.valueFrom, { secretKeyRef: spec.cache.password });
  });
});
