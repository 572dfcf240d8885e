import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { Ajv } from "ajv";
import formats from "ajv-formats";
import { validateXML } from "xmllint-wasm";

import { reports } from "../../../checks/report/index.ts";
import { summaryTable } from "../../../checks/report/terminal.ts";
import type { RunDocument } from "../../../checks/run/document.ts";
import { hostileDocument, loadResult, result, runDocument } from "../example.ts";

const root = join(import.meta.dirname, "../../..");
const empty = runDocument({ checks: [], phases: [], verdict: "skip" });
delete empty.grade;
const documents: [string, RunDocument][] = [
  ["a good run", runDocument()],
  ["a run with every verdict and hostile text", hostileDocument()],
  ["a run without checks", empty],
];
const invalidLoad = loadResult({ verdict: "error", reason: "invalid run: 3 were dropped" });
delete invalidLoad.grade;

describe("run.json", () => {
  let valid: (document: unknown) => boolean;
  before(async () => {
    const schema = await readFile(join(root, "checks/report/run.schema.json"), "utf8");
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false });
    (formats as any)(ajv);
    valid = ajv.compile(JSON.parse(schema)) as typeof valid;
  });

  for (const [what, document] of documents) {
    it(`keeps to its schema for ${what}`, () => {
      assert.ok(valid(JSON.parse(reports(document)["run.json"]!)));
    });
  }

  it("may not have an unknown verdict, an unknown field, or a grade without a measurement", () => {
    const bad: unknown[] = [
      { ...runDocument(), verdict: "ok" },
      { ...runDocument(), surprise: 1 },
      { ...runDocument(), checks: [{ ...loadResult(), verdict: "error" }] },
      { ...runDocument(), startedAt: "yesterday" },
    ];

    assert.deepEqual(bad.map(valid), [false, false, false, false]);
  });
});

describe("junit.xml", () => {
  for (const [what, document] of documents) {
    it(`keeps to the schema for ${what}`, async () => {
      const contents = await readFile(join(import.meta.dirname, "junit.xsd"), "utf8");
      const { valid, errors } = await validateXML({
        xml: [{ fileName: "junit.xml", contents: reports(document)["junit.xml"]! }],
        schema: [{ fileName: "junit.xsd", contents }],
      });

      assert.ok(valid, errors.map(({ message }) => message).join("\n"));
    });
  }

  it("counts failures, errors and skips, and lets warnings pass", () => {
    const xml = reports(hostileDocument())["junit.xml"]!;

    assert.match(xml, /<testsuites [^>]*tests="11" failures="2" errors="1" skipped="2"/);
  });
});

describe("report.html", () => {
  const page = (document: RunDocument) => reports(document)["report.html"]!;

  it("lets no foreign text become markup", () => {
    const html = page(hostileDocument());

    assert.ok(!html.includes("<script"));
    assert.ok(html.includes("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"));
  });

  it("asks for nothing from anywhere", () => {
    assert.doesNotMatch(page(runDocument()), /\b(src|href)=|url\(|@import|https?:/);
  });

  it("draws the latencies with both thresholds, and where errors were", () => {
    const html = page(runDocument());

    assert.equal(html.match(/<polyline/g)?.length, 3);
    assert.match(html, /P95 limit 100 ms/);
    assert.match(html, /P99 limit 200 ms/);
    assert.match(html, /<title>4 of 100 requests failed<\/title>/);
  });

  it("says of an invalid run that its figures are not valid", () => {
    const html = page(runDocument({ verdict: "error", checks: [invalidLoad] }));

    assert.match(html, /These figures are not valid: invalid run: 3 were dropped/);
  });

  it("draws a load of one step, and one that had no requests, without a hole in the numbers", () => {
    const none = { atSeconds: 1, requests: 0, errors: 0, p50: 0, p95: 0, p99: 0 };
    const one = { atSeconds: 0, requests: 1, errors: 0, p50: 1, p95: 1, p99: 1 };
    for (const points of [[one], [none], [one, none]]) {
      const load = loadResult({ series: { bucketSeconds: 1, points } });
      assert.doesNotMatch(page(runDocument({ checks: [load] })), /NaN|Infinity|undefined/);
    }
  });

  it("says what to do next only where something did not pass", () => {
    assert.match(page(hostileDocument()), /What to do next/);
    assert.doesNotMatch(page(runDocument()), /What to do next/);
  });
});

describe("report.md", () => {
  it("keeps a table's rows in one line each, whatever is in them", () => {
    const reason = "first | second\nthird <b>";
    const text = reports(runDocument({ checks: [result({ reason })] }))["report.md"]!;

    assert.match(text, /\| health \| pass \| 2\.4 s \| first \\\| second third &lt;b> \|/);
  });

  it("says of an invalid run that its figures are not valid", () => {
    const text = reports(runDocument({ checks: [invalidLoad] }))["report.md"]!;

    assert.match(text, /These figures are not valid: invalid run: 3 were dropped\./);
  });
});

describe("summaryTable", () => {
  it("shows each check with its verdict and time, and the phases against their budgets", () => {
    const text = summaryTable(runDocument());

    assert.match(text, /^Passed: 2 of 2 measured checks passed, grade Good\n/);
    assert.match(text, /✓ load +pass +42\.1 s, Good/);
    assert.match(text, /workloads +3 min 21 s of 3 min {2}over budget/);
  });

  it("keeps to the width of the terminal", () => {
    const reason = "a long reason ".repeat(30).trim();
    const text = summaryTable(runDocument({ checks: [result({ reason })] }), 80);

    assert.ok(text.split("\n").every((line) => line.length <= 80));
  });

  it("counts skipped checks apart from measured ones", () => {
    assert.match(summaryTable(hostileDocument()), /^Failed: 2 of 3 measured .*, 1 skipped/);
  });
});
