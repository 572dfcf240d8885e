import { stringify } from "yaml";

import type { Finding } from "../findings.ts";
import type { Judgement } from "./index.ts";
import { messageOf } from "./wording.ts";

const apiVersion = "openreports.io/v1alpha1";
const results = { fail: "fail", unknown: "skip", waived: "skip", error: "error" } as const;

/** The report as objects of OpenReports: a Report per namespace, a ClusterReport for the rest. */
export function openReports({ findings }: Judgement): string {
  const byNamespace = new Map<string, Finding[]>();
  for (const finding of findings) {
    const namespace = finding.object?.namespace ?? "";
    const known = byNamespace.get(namespace);
    if (known) known.push(finding);
    else byNamespace.set(namespace, [finding]);
  }
  if (byNamespace.size === 0) byNamespace.set("", []);
  const names = [...byNamespace.keys()].sort();
  return names.map((name) => stringify(reportOf(name, byNamespace.get(name)!))).join("---\n");
}

function reportOf(namespace: string, findings: Finding[]) {
  const count = (result: string) => findings.filter((f) => resultOf(f) === result).length;
  return {
    apiVersion,
    kind: namespace === "" ? "ClusterReport" : "Report",
    metadata: { name: "shakedown-policies", ...(namespace === "" ? {} : { namespace }) },
    source: "shakedown",
    summary: {
      pass: 0,
      fail: count("fail"),
      warn: count("warn"),
      error: count("error"),
      skip: count("skip"),
    },
    results: findings.map((finding) => ({
      policy: finding.rule,
      source: "shakedown",
      category: finding.rule.split("-")[0],
      severity: finding.severity,
      result: resultOf(finding),
      message: messageOf(finding),
      ...(finding.object ? { resources: [finding.object] } : {}),
      properties: propertiesOf(finding),
    })),
  };
}

/** What does not block a deployment is a warning. */
function resultOf({ verdict, level }: Finding) {
  return verdict === "fail" && level === "advisory" ? "warn" : results[verdict];
}

function propertiesOf({ field, container, file, line, controls, waiver }: Finding) {
  const entries = { field, container, file, line, controls: controls.join(" "), ...waiver };
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([key, value]) => [key, String(value)]),
  );
}
