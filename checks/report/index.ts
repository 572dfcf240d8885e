import type { RunDocument } from "../run/document.ts";
import { html } from "./html.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";

/** The run document and its views, by file name. */
export function reports(document: RunDocument): Record<string, string> {
  return {
    "report.html": html(document),
    "report.md": markdown(document),
    "junit.xml": junit(document),
    // The source of the others, written last: a run is there when its document is.
    "run.json": `${JSON.stringify(document, null, 2)}\n`,
  };
}
