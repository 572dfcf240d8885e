import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { validateXML } from "xmllint-wasm";
import { parseAllDocuments } from "yaml";

import { run } from "./run.ts";
import { jsonSchema, openReportsSchema, sarifSchema } from "./schemas.ts";

const manifest = `apiVersion: v1
kind: Pod
metadata:
  name: "a<b>&'|"
  namespace: shop
spec:
  containers:
    - name: app
      image: nginx
      env:
        - name: PASSWORD
          value: hunter2
      securityContext:
        privileged: true
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { password: hunter2 }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`;
const waivers = `- rule: security-privileged
  object: Pod shop/*
  reason: It has to be "so" <for now>.
  owner: platform
  expires: 9999-12-31
`;
const files = { "app.yaml": manifest, "waivers.yaml": waivers };
const report = (format: string) =>
  run(["--format", format, "--waivers", "waivers.yaml", "app.yaml"], files);

function valid(schema: object, document: unknown): void {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 3)));
}

describe("reports", () => {
  it("are valid as our own JSON", async () => {
    const { code, stdout } = await report("json");
    assert.equal(code, 1);
    valid(jsonSchema, JSON.parse(stdout));
  });

  it("are valid as SARIF, with the line of the field and the waiver as a suppression", async () => {
    const log = JSON.parse((await report("sarif")).stdout);
    valid(sarifSchema, log);
    const [{ results, tool }] = log.runs;
    for (const { ruleId, ruleIndex } of results) {
      assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
    }
    const waived = results.find(({ ruleId }: any) => ruleId === "security-privileged");
    assert.equal(waived.locations[0].physicalLocation.region.startLine, 14);
    assert.equal(waived.locations[0].physicalLocation.artifactLocation.uri, "app.yaml");
    assert.equal(waived.suppressions[0].justification, 'It has to be "so" <for now>.');
  });

  it("have fingerprints that stay when lines move", async () => {
    const prints = (log: any) =>
      log.runs[0].results.map((result: any) => result.partialFingerprints["shakedown/v1"]);
    const moved = { ...files, "app.yaml": `# a comment\n\n${manifest}` };
    const { stdout } = await run(
      ["--format", "sarif", "--waivers", "waivers.yaml", "app.yaml"],
      moved,
    );
    assert.deepEqual(
      prints(JSON.parse(stdout)),
      prints(JSON.parse((await report("sarif")).stdout)),
    );
  });

  it("are valid as JUnit, with a case for each silent rule", async () => {
    const { stdout } = await report("junit");
    const schema = readFileSync("tests/checks/report/junit.xsd", "utf8");
    const xml = [{ fileName: "junit.xml", contents: stdout }];
    const { valid: ok, errors } = await validateXML({ xml, schema });
    assert.ok(ok, errors[0]?.message);
    assert.match(stdout, /<testcase classname="security-sysctls" name="every object" time="0"\/>/);
    assert.match(stdout, /<skipped message="[^"]*waived by platform until 9999-12-31/);
  });

  it("are valid as OpenReports, one for each namespace and one for the cluster", async () => {
    const documents = parseAllDocuments((await report("openreports")).stdout);
    const objects = documents.map((document: any) => document.toJS());
    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ["ClusterReport", "Report"],
    );
    for (const object of objects) {
      valid(openReportsSchema, object);
      const { fail, warn, error, skip } = object.summary;
      assert.equal(fail + warn + error + skip, object.results.length);
    }
  });

  it("are tables in Markdown that no name can break", async () => {
    const { stdout } = await report("markdown");
    const rows = stdout.split("\n").filter((line) => line.startsWith("| "));
    assert.ok(rows.length > 10);
    for (const row of rows) assert.equal(row.split(/(?<!\\)\|/).length, 8, row);
    assert.match(stdout, /a&lt;b>&'\\\|/);
  });

  it("never hold the value of a secret", async () => {
    for (const format of ["text", "json", "sarif", "junit", "markdown", "openreports"]) {
      const { stdout } = await report(format);
      assert.match(stdout, /PASSWORD/, format);
      assert.doesNotMatch(stdout, /hunter2/, format);
    }
  });
});
