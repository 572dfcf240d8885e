import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

import type { Progress } from "../../embedded/progress.ts";
import { plain } from "./events.ts";
import { type OpenStep, openStep } from "./open-step.ts";
import { checkOf, label, parseUrn } from "./urn.ts";

/** A policy that a resource does not keep. */
export interface Violation {
  policy: string;
  mandatory: boolean;
  message: string;
}

const signs: Record<string, string> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
  import: "=",
};

/** What the engine does to a record of the gate when its check runs. */
const proves = ["create", "update", "create-replacement"];

/**
 * Follows the events of one `preview`, `up` or `destroy`: shows them as steps and keeps what the
 * command has to tell at the end.
 */
export class Deployment {
  readonly violations: Violation[] = [];
  /** What went wrong, each in the engine's words. */
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  /** Seconds of changes until the first check began, or until the end where none did. */
  workloadSeconds = 0;
  /** Resources by what happened to them, or would. */
  changes: Record<string, number> = {};

  readonly #progress: Progress;
  readonly #names: { planning: string; doing: string };
  readonly #showPlan: boolean;
  readonly #checks = new Map<string, OpenStep>();
  #step?: OpenStep;
  /** From the end of the plan to the first change: steps are shown one after the other. */
  #turning?: Promise<void>;
  #planning = true;
  #planned = 0;
  #done = 0;
  #began = 0;
  #firstCheck = 0;

  /** @param showPlan names every planned change: for a preview that nothing follows */
  constructor(
    progress: Progress,
    names: { planning: string; doing: string },
    showPlan: boolean = false,
  ) {
    this.#progress = progress;
    this.#names = names;
    this.#showPlan = showPlan;
    this.#step = openStep(progress, names.planning);
  }

  /** Whether the plan was accepted and changes began. */
  get began(): boolean {
    return !this.#planning;
  }

  on(event: EngineEvent): void {
    if (event.resourcePreEvent) this.#pre(event.resourcePreEvent);
    if (event.resOutputsEvent) this.#outputs(event.resOutputsEvent);
    if (event.resOpFailedEvent) this.#failed(event.resOpFailedEvent.metadata.urn);
    if (event.diagnosticEvent) this.#diagnostic(event.diagnosticEvent);
    if (event.policyEvent) this.#policy(event.policyEvent);
    if (event.summaryEvent) this.changes = event.summaryEvent.resourceChanges ?? {};
  }

  /** Closes what is open. */
  async end(ok: boolean): Promise<void> {
    if (this.#began) {
      this.workloadSeconds = ((this.#firstCheck || performance.now()) - this.#began) / 1000;
    }
    await this.#turning;
    for (const step of this.#checks.values()) await step.end(ok);
    await this.#step?.end(ok);
  }

  #pre({ metadata, planning }: NonNullable<EngineEvent["resourcePreEvent"]>): void {
    if (!planning && this.#planning) this.#begin();
    if (metadata.op === "same") return;
    if (planning) {
      this.#planned++;
      this.#step?.report(`${label(metadata.urn)} (${this.#planned} changes so far)`);
      if (this.#showPlan) this.#tell(metadata);
      return;
    }
    const check = checkOf(metadata.urn);
    if (check && proves.includes(metadata.op)) this.#startCheck(check);
    else this.#report(label(metadata.urn));
  }

  #begin(): void {
    this.#planning = false;
    this.#began = performance.now();
    const open = () => {
      this.#step = openStep(this.#progress, this.#names.doing);
    };
    this.#turning = this.#step?.end(true).then(open);
  }

  #startCheck(check: string): void {
    this.#firstCheck ||= performance.now();
    this.#checks.set(check, openStep(this.#progress, `Check ${check}`));
  }

  #outputs({ metadata, planning }: NonNullable<EngineEvent["resOutputsEvent"]>): void {
    if (planning || metadata.op === "same") return;
    this.#done++;
    const check = checkOf(metadata.urn);
    const step = check && this.#checks.get(check);
    if (check && !proves.includes(metadata.op)) return;
    if (step) {
      this.#checks.delete(check);
      void step.end(true);
    } else {
      this.#tell(metadata);
    }
    this.#report();
  }

  #failed(urn: string): void {
    const check = checkOf(urn);
    const step = check && this.#checks.get(check);
    if (!step) return;
    this.#checks.delete(check);
    void step.end(false);
  }

  #diagnostic(event: NonNullable<EngineEvent["diagnosticEvent"]>): void {
    const message = plain(event.message);
    if (message === "") return;
    const { type } = parseUrn(event.urn ?? "");
    const gate = type === "shakedown:gate:Gate" && /^check (\S+?):? (.*)$/s.exec(message);
    const line = inWords(event.urn, message);
    if (gate) {
      this.#checks.get(gate[1]!)?.report(gate[2]!);
      if (event.severity === "warning") add(this.warnings, message);
    } else if (event.ephemeral) {
      this.#report(line);
    } else if (event.severity === "error") {
      if (!/^(update|preview|destroy) failed$/.test(message)) add(this.errors, line);
    } else if (event.severity === "warning") {
      add(this.warnings, line);
    } else if (event.severity === "info") {
      this.#progress.note(`  ${line}`);
    }
  }

  #policy(event: NonNullable<EngineEvent["policyEvent"]>): void {
    const text = plain(event.message).split("\n").at(-1)!;
    const named = !event.resourceUrn || text.includes(parseUrn(event.resourceUrn).kind);
    const violation = {
      policy: event.policyName,
      mandatory: event.enforcementLevel === "mandatory",
      message: named ? text : `${label(event.resourceUrn!)}: ${text}`,
    };
    const known = this.violations.some(
      ({ policy, message }) => policy === violation.policy && message === violation.message,
    );
    if (!known) this.violations.push(violation);
  }

  #tell({ urn, op, diffs }: { urn: string; op: string; diffs?: string[] }): void {
    const sign = signs[op];
    const { type } = parseUrn(urn);
    if (!sign || type.startsWith("pulumi:") || type.startsWith("shakedown:")) return;
    const changed = op !== "create" && diffs?.length ? ` (${diffs.join(", ")})` : "";
    this.#progress.note(`  ${sign} ${label(urn)}${changed}`);
  }

  #report(what?: string): void {
    const count = this.#planning ? [] : [`${this.#done} of ${Math.max(this.#planned, this.#done)}`];
    this.#step?.report([...count, ...(what ? [what] : [])].join(": "));
  }
}

/** A message with its resource in front; a gate's record is an inner matter of its check. */
function inWords(urn: string | undefined, message: string): string {
  if (!urn || isStack(parseUrn(urn).type)) return message;
  if (/cannot be deleted\s+because it is protected/.test(message)) {
    return (
      `${label(urn)}: this would delete it, with its data, and the settings protect it: if the data ` +
      "may go for good, turn `protect` off first, in an update of its own"
    );
  }
  if (checkOf(urn)) return message.replace(/^.*before hook "[^"]*" failed: /s, "");
  return `${label(urn)}: ${message.replace(/^1 error occurred:\s*\*\s*/, "")}`;
}

const isStack = (type: string) => type === "pulumi:pulumi:Stack";

function add(lines: string[], line: string): void {
  if (!lines.includes(line)) lines.push(line);
}
