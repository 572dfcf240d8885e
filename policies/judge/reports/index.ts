import type { Rule } from "../../engine/rule.ts";
import type { RightsDifference } from "../../rbac/difference/index.ts";
import type { Finding } from "../findings.ts";
import type { Format } from "../options.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { openReports } from "./open-reports.ts";
import { sarif } from "./sarif.ts";
import { text } from "./text.ts";

/** What a run found, before anyone decides how to show it. */
export interface Judgement {
  findings: Finding[];
  /** The rules that judged. */
  rules: readonly Rule[];
  /** Kubernetes objects that were judged, and inputs that are none. */
  objects: number;
  ignored: number;
  /** Who gains and loses which rights; only where the run was told what was before. */
  rights?: RightsDifference;
}

/** The report in a format. */
export function render(format: Format, judgement: Judgement): string {
  const reports = { text, json, sarif, junit, markdown, openreports: openReports };
  return reports[format](judgement);
}
