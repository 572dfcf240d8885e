import assert from "node:assert/strict";

import messages from "@pulumi/pulumi/proto/language_pb.js";

import { runtime, words } from "../../../../embedded/plugins/language-nodejs/process.ts";
import { environment } from "../../../../embedded/plugins/language-nodejs/run-plugin.ts";
import {
  configuration,
  outcome,
  runArguments,
} from "../../../../embedded/plugins/language-nodejs/run.ts";

function request() {
  const info = new messages.ProgramInfo();
  info.setProgramDirectory("/project");
  info.setRootDirectory("/project");
  info.setEntryPoint("index.ts");
  const made = new messages.RunRequest();
  made.setInfo(info);
  made.setProject("shop");
  made.setStack("dev");
  made.setMonitorAddress("127.0.0.1:1");
  made.setParallel(8);
  return made;
}

describe("the language host", () => {
  it("hands the SDK what the engine said, and nothing for what it did not say", () => {
    assert.deepEqual(runArguments(request(), "127.0.0.1:2"), [
      ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--project", "shop"],
      ...["--root-directory", "/project", "--stack", "dev", "--pwd", "/project"],
      ...["--parallel", "8", "index.ts"],
    ]);
  });

  it("says when it is a preview, and passes arguments of the program on", () => {
    const preview = request();
    preview.setDryrun(true);
    preview.setArgsList(["a"]);
    assert.deepEqual(runArguments(preview, "e").slice(-3), ["--dry-run", "index.ts", "a"]);
  });

  it("writes configuration keys as the SDK reads them, colons in names kept", () => {
    const asked = request();
    asked.getConfigMap().set("shop:size", "1").set("shop:config:old", "2").set("shop:a:b", "3");
    asked.setConfigsecretkeysList(["shop:size"]);
    const { PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS } = configuration(asked);
    assert.deepEqual(JSON.parse(PULUMI_CONFIG!), {
      "shop:config:size": "1",
      "shop:config:old": "2",
      "shop:config:a:b": "3",
    });
    assert.equal(PULUMI_CONFIG_SECRET_KEYS, '["shop:size"]');
  });

  it("tells the engine how the program ended", () => {
    assert.equal(outcome(0, null, "").getError(), "");
    assert.equal(outcome(32, null, "").getBail(), true, "the error is shown already");
    assert.equal(outcome(1, null, "").getError(), "Program exited with non-zero exit code: 1");
    assert.equal(outcome(null, "SIGKILL", "").getError(), "Program was ended by SIGKILL");
    assert.match(
      outcome(null, "SIGABRT", "JavaScript heap out of memory").getError(),
      /ran out of memory/,
    );
  });

  it("starts ts-node unless the project says otherwise", () => {
    assert.deepEqual(runtime({}).env, { PULUMI_NODEJS_TYPESCRIPT: "true" });
    assert.deepEqual(runtime({ typescript: false, tsconfig: "t.json" }).env, {
      PULUMI_NODEJS_TSCONFIG_PATH: "t.json",
    });
  });

  it("splits the arguments of Node.js as a shell does", () => {
    assert.deepEqual(words(`--a=1  --b="x y" '--c d' e"f"g`), ["--a=1", "--b=x y", "--c d", "efg"]);
    assert.deepEqual(runtime({ nodeargs: "--inspect" }).args, ["--inspect"]);
    assert.deepEqual(words(""), []);
  });

  it("gives a plugin the environment that the engine hands over, values with = kept", () => {
    assert.deepEqual(environment(["A=1", "B=x=y", "C="]), { A: "1", B: "x=y", C: "" });
    assert.equal(environment([]), process.env);
  });
});
