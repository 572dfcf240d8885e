import assert from "node:assert/strict";

import { judgeLlm } from "../../../checks/ai/judge.ts";
import { probe } from "../../../checks/ai/probe/probe.ts";
import { finding } from "../../../checks/run/verdict.ts";
import { type Handler, withGateway } from "../../components/ai/gateway/fake-endpoints.ts";
import { spec } from "./llm-spec.ts";
import { parrot, piece } from "./fake-model.ts";

const well: Handler = (_, answer, body) => parrot("scale")(answer, body);
const killed: Handler = (asked) => void asked.socket.destroy();
const killedMeanwhile: Handler = (asked, answer) => {
  answer.writeHead(200, { "content-type": "text/event-stream" });
  answer.write(piece("a"), () => asked.socket.destroy());
};

/** The verdict on ten answers, of which the first endpoint gives each as `life` says. */
async function verdictOn(life: (question: number) => Handler) {
  let question = -1; // the first one warms up
  const first: Handler = (...each) => life(question++)(...each);
  const breaker = { failures: 3, pauseMilliseconds: 0 };
  let seen!: Awaited<ReturnType<typeof probe>>;
  await withGateway(
    { near: first, far: well },
    async ({ door }) => {
      const questions = {
        ...{ gateway: door, embeddings: false, requests: 10, parallel: 1 },
        ...{ maxTokens: 8, seconds: 5, actions: ["restart", "scale"] },
      };
      seen = await probe(questions, "node-1");
    },
    { breaker },
  );
  const thresholds = { successRate: 0.9, firstTokenSeconds: 5, tokensPerSecond: 1 };
  return finding(judgeLlm({ ...spec, thresholds }, seen), "all well");
}

describe("the check of a language model whose first endpoint is killed meanwhile", () => {
  it("warns of the answers that another one gave, and says that the first came back", async () => {
    const { verdict, reason } = await verdictOn((question) =>
      question === 3 ? killedMeanwhile : question > 3 && question < 8 ? killed : well,
    );
    assert.equal(verdict, "warn");
    assert.match(
      reason,
      /near did not answer \(socket hang up\): far stood in 4 times, after .*near answered again afterwards$/,
    );
  });

  it("says that it did not come back", async () => {
    const { verdict, reason } = await verdictOn((question) => (question >= 5 ? killed : well));
    assert.equal(verdict, "warn");
    assert.match(reason, /far stood in 5 times, .*near had not come back at the end$/);
  });

  it("fails where more answers were cut off than may be", async () => {
    const { verdict, reason } = await verdictOn((question) =>
      question === 3 || question === 4 ? killedMeanwhile : well,
    );
    assert.equal(verdict, "fail");
    assert.match(reason, /success rate/);
  });
});
