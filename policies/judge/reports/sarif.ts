import { createHash } from "node:crypto";

import type { Rule, Severity } from "../../engine/rule.ts";
import type { Finding } from "../findings.ts";
import type { Judgement } from "./index.ts";
import { messageOf, subjectOf } from "./wording.ts";

/** How severe code scanning takes it, from 0 to 10. */
const scores: Record<Severity, string> = {
  low: "3.0",
  medium: "5.5",
  high: "8.0",
  critical: "9.5",
};

const waiversRule = {
  id: "policies-waivers",
  description: "Waivers must be in force and have something to waive.",
  remediation: "Mend the object, renew the waiver, or remove it.",
  severity: "medium",
  level: "advisory",
  controls: [],
  frameworks: [],
} as const;

/** The report as SARIF 2.1.0, which code scanning reads. */
export function sarif({ findings, rules }: Judgement): string {
  const described = [...rules, waiversRule];
  const positions = new Map(described.map(({ id }, index) => [id, index]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "shakedown-policies", rules: described.map(descriptorOf) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => resultOf(finding, positions.get(finding.rule)!)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

type Described = Pick<Rule, "id" | "description" | "remediation" | "severity" | "level" | "url"> & {
  controls: readonly string[];
  frameworks: readonly string[];
};

function descriptorOf(rule: Described) {
  const { id, description, remediation, severity, level, controls, frameworks, url } = rule;
  const more = url === undefined ? "" : ` See ${url}`;
  return {
    id,
    shortDescription: { text: description },
    fullDescription: { text: `${description} ${remediation}` },
    help: { text: `${remediation}${more}`, markdown: `${remediation}${more}` },
    ...(url === undefined ? {} : { helpUri: url }),
    defaultConfiguration: { level: level === "mandatory" ? "error" : "warning" },
    properties: {
      tags: ["security", ...controls, ...frameworks].filter(
        (tag, i, all) => all.indexOf(tag) === i,
      ),
      "security-severity": scores[severity],
    },
  };
}

function resultOf(finding: Finding, ruleIndex: number) {
  const { rule, verdict, level, waiver } = finding;
  const open = verdict === "unknown";
  return {
    ruleId: rule,
    ruleIndex,
    kind: open ? "open" : "fail",
    level: open ? "none" : level === "mandatory" || verdict === "error" ? "error" : "warning",
    message: { text: `${subjectOf(finding)}: ${messageOf(finding)}` },
    locations: [locationOf(finding)],
    partialFingerprints: { "shakedown/v1": fingerprintOf(finding) },
    ...(waiver ? { suppressions: [{ kind: "external", justification: waiver.reason }] } : {}),
  };
}

function locationOf(finding: Finding) {
  const { file, line, field, object, urn } = finding;
  const name = object ? `${subjectOf(finding)}${field === undefined ? "" : `.${field}`}` : "run";
  const physical =
    file === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(file) },
            region: { startLine: line ?? 1 },
          },
        };
  return {
    ...physical,
    logicalLocations: [{ fullyQualifiedName: urn ?? name, name, kind: "object" }],
  };
}

/** The same for the same offence after lines have moved. */
function fingerprintOf({ rule, object, container, field, message }: Finding): string {
  const identity = [rule, object, container, field, object ? "" : message];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 32);
}
