import assert from "node:assert/strict";

import { judgeLlm } from "../../../checks/ai/judge.ts";
import type { Answer, Exporter, Measured } from "../../../checks/ai/probe/measured.ts";
import { finding } from "../../../checks/run/verdict.ts";
import { spec } from "./llm-spec.ts";

const answer: Answer = { ok: true, endpoint: "near", firstTokenSeconds: 0.5, tokensPerSecond: 20 };
const exporter: Exporter = {
  present: ["small:1b", "other:1"],
  loaded: { "small:1b": 2 ** 20 },
  onGpus: { "small:1b": 0 },
  answered: 4,
  firstTokenSeconds: 0.45,
  tokensPerSecond: 21.5,
};
const calm: Measured = {
  exporter,
  warmUp: { ...answer, seconds: 1.5 },
  answers: [answer, answer, answer, answer],
  structured: { ...answer, text: '{"action": "scale"}\n' },
  fact: { ...answer, given: "node-7", text: " node-7\n" },
  similarity: { like: 0.8, unlike: 0.2, dimensions: 384 },
};
const judged = (change: Partial<Measured>) => judgeLlm(spec, { ...calm, ...change });
const named = (name: string, change: Partial<Measured>) =>
  judged(change).find((each) => each.name === name)!;

describe("the check of a language model", () => {
  it("passes one that holds everything", () => {
    const { verdict, evidence } = finding(judged({}), "all well");
    assert.equal(verdict, "pass");
    assert.equal(evidence.length, 13);
  });

  it("fails one whose model is not stored, and names those that are", () => {
    const other = { ...exporter, present: ["other:1"], loaded: {} };
    const { verdict, reason } = named("model small:1b is stored", { exporter: other });
    assert.deepEqual([verdict, reason], ["fail", "the volume holds other:1"]);
  });

  it("warns where the model has left the memory", () => {
    const cold = { ...exporter, loaded: {} };
    assert.equal(named("memory of model small:1b", { exporter: cold }).verdict, "warn");
    assert.equal(named("memory of model small:1b", {}).value, 2 ** 20);
  });

  it("fails a model that is on no GPU where some are asked for, and warns where a part of it is", () => {
    const judgedOn = (bytes: number, gpus = 1) =>
      judgeLlm(
        { ...spec, ollama: { ...spec.ollama!, gpus } },
        { ...calm, exporter: { ...exporter, onGpus: { "small:1b": bytes } } },
      ).find(({ name }) => name === "memory of model small:1b on GPUs");
    const none = judgedOn(0)!;
    assert.equal(none.verdict, "fail");
    assert.match(none.reason!, /runs on processors alone: Ollama finds no GPU that it can use/);
    assert.equal(judgedOn(2 ** 19)!.verdict, "warn");
    assert.equal(judgedOn(2 ** 20)!.verdict, "pass");
    assert.equal(judgedOn(0, 0), undefined);
  });

  it("keeps what the exporter measured of the answers", () => {
    assert.equal(named("time to first token, as the exporter counts", {}).value, 0.45);
    assert.equal(named("speed of an answer, as the exporter counts", {}).value, 21.5);
    assert.equal(
      named("answers that the exporter counted", {}).target,
      ">= 4, which the client got",
    );
  });

  it("fails an exporter that counted fewer answers than its own client got", () => {
    const name = "answers that the exporter counted";
    const few = { ...exporter, answered: 3 };
    assert.equal(named(name, { exporter: few }).verdict, "fail");
    const answers = [answer, answer, answer, { ...answer, endpoint: "far", fallbackSeconds: 1 }];
    assert.equal(named(name, { exporter: few, answers }).verdict, "pass");
  });

  it("takes what one of several exporters behind an address counted for nothing", () => {
    const several = { ...spec, ollama: { ...spec.ollama!, replicas: 2 } };
    const seen = judgeLlm(several, { ...calm, exporter: { ...exporter, answered: 1 } });
    assert.equal(finding(seen, "").verdict, "pass");
    assert.deepEqual(
      seen.filter(({ name }) => name.includes("exporter")),
      [],
    );
  });

  it("is an error where the exporter's metrics cannot be read", () => {
    const found = named("metrics of Ollama", {
      exporter: { error: "its metrics have status 500" },
    });
    assert.equal(found.verdict, "error");
    assert.equal(found.reason, "they cannot be read: its metrics have status 500");
  });

  it("fails too few answers, and says what was wrong with one", () => {
    const bad: Answer = { ok: false, error: "status 502: no endpoint answers" };
    const few = named("success rate", { answers: [answer, answer, bad, bad] });
    assert.deepEqual([few.verdict, few.value, few.reason], ["fail", 0.5, bad.error]);
    assert.equal(named("success rate", { answers: [answer, answer, answer, bad] }).verdict, "pass");
  });

  it("holds the P95 of the first token against its limit", () => {
    const slow = { ...answer, firstTokenSeconds: 4 };
    const found = named("time to first token", { answers: [answer, answer, answer, slow] });
    assert.deepEqual([found.verdict, found.value], ["fail", 3.475]);
  });

  it("holds the median speed against its limit", () => {
    const slow = { ...answer, tokensPerSecond: 9 };
    const answers = [answer, slow, slow, slow];
    assert.equal(named("speed of an answer", { answers }).verdict, "fail");
    assert.equal(named("speed of an answer", { answers: [answer, answer, slow] }).verdict, "pass");
  });

  it("is an error where nothing could be timed, never a pass", () => {
    const bad: Answer = { ok: false, error: "away" };
    assert.equal(named("time to first token", { answers: [bad] }).verdict, "error");
    assert.equal(named("speed of an answer", { answers: [bad] }).verdict, "error");
    assert.equal(named("success rate", { answers: [] }).verdict, "fail");
  });

  it("warns of answers that another endpoint gave, with their number and their delay", () => {
    const other = (fallbackSeconds: number) => ({ ...answer, endpoint: "far", fallbackSeconds });
    const found = named("answers of another endpoint", {
      answers: [answer, other(0.5), other(1), other(3)],
    });
    assert.deepEqual([found.verdict, found.value], ["warn", 3]);
    assert.equal(
      found.reason,
      "near did not answer: far stood in 3 times, after 1 s (median), 3 s at most; " +
        "near had not come back at the end",
    );
    const { reason } = named("answers of another endpoint", { answers: [other(1), answer] });
    assert.match(reason!, /near answered again afterwards$/);
  });

  it("says what was wrong with an endpoint that another one stood in for", () => {
    const other = (fallbackReason: string) => ({ ...answer, endpoint: "far", fallbackReason });
    const answers = [other("near is left alone after failures"), other("near: status 404: no m")];
    const { reason } = named("answers of another endpoint", { answers });
    assert.match(reason!, /^near did not answer \(status 404: no m\): far stood in 2 times/);
  });

  it("fails a fallback that took longer than an endpoint has", () => {
    const other = (fallbackSeconds: number) => ({ ...answer, endpoint: "far", fallbackSeconds });
    const name = "longest time until another endpoint was asked";
    const after = (seconds: number) => named(name, { answers: [other(0.1), other(seconds)] });
    assert.deepEqual([after(5.01).verdict, after(6.5).verdict], ["pass", "fail"]);
    assert.equal(after(6.5).target, "<= 6 s (ai.llm.tokenSeconds)");
    assert.equal(named(name, {}), undefined);
  });

  it("fails an answer that is not of its schema", () => {
    const structured = (text: string) =>
      named("an answer in JSON", { structured: { ...answer, text } });
    assert.equal(structured('{"action": "scale"').verdict, "fail");
    assert.equal(structured('{"action": "dance"}').reason, 'its action is "dance"');
    assert.equal(structured("null").verdict, "fail");
    assert.equal(structured('{"action": "restart"}').value, "restart");
  });

  it("warns where the fact does not come back, with what came", () => {
    const fact = { ...answer, given: "node-7", text: "node-8" };
    const found = named("a fact of the cluster comes back", { fact });
    assert.deepEqual([found.verdict, found.reason], ["warn", 'the model said "node-8"']);
  });

  it("fails embeddings that tell nothing", () => {
    const name = "alerts of one meaning lie close together";
    const flat = { like: 0.5, unlike: 0.5, dimensions: 3 };
    assert.equal(named(name, { similarity: flat }).verdict, "fail");
    assert.equal(named(name, { similarity: { error: "status 502" } }).reason, "status 502");
    assert.equal(named(name, { similarity: undefined }), undefined);
  });
});
