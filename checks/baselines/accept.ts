import type { CheckResult, RunDocument } from "../run/document.ts";
import { runsOf } from "../run/store.ts";
import type { BaselineRun } from "../statistics/baseline.ts";
import {
  type BaselineFile,
  asBaselineRun,
  baselinePath,
  fingerprint,
  profileOf,
  readBaseline,
  writeBaseline,
} from "./file.ts";

export interface AcceptArgs {
  /** Where run documents are kept. */
  runs: string;
  /** Where baselines are kept. */
  baselines: string;
  stack: string;
  /** @default - every load of the latest run */
  check?: string;
  /**
   * Drop the accepted runs first: after a change that was meant, or of the machine.
   * @default false
   */
  replace?: boolean;
}

export interface Accepted {
  check: string;
  path: string;
  /** Runs that were added, and that the file has now. */
  added: number;
  total: number;
}

/**
 * Adds the recent runs that are like the latest one, in digest, load and machine, to the stack's
 * baselines. Throws, in a sentence, where there is nothing to accept.
 */
export async function acceptBaseline(args: AcceptArgs): Promise<Accepted[]> {
  const documents = await runsOf(args.runs, args.stack, 50);
  const loads = new Set(documents.flatMap((document) => loadsOf(document, args.check)));
  if (loads.size === 0) {
    const which = args.check ? `of ${args.check} ` : "";
    throw new Error(`stack ${args.stack} has no measured load ${which}to accept: run one first`);
  }
  const accepted: Accepted[] = [];
  for (const check of loads) accepted.push(await acceptOne(check, documents, args));
  return accepted;
}

function loadsOf(document: RunDocument, only?: string): string[] {
  return document.checks
    .filter((result) => acceptable(result, document) && (!only || result.name === only))
    .map(({ name }) => name);
}

/** What failed its thresholds is nothing to hold others against. */
function acceptable(result: CheckResult, { id }: RunDocument): BaselineRun | undefined {
  return result.verdict === "fail" ? undefined : asBaselineRun(result, id);
}

async function acceptOne(
  check: string,
  documents: RunDocument[],
  { baselines, stack, replace = false }: AcceptArgs,
): Promise<Accepted> {
  const path = baselinePath(baselines, stack, check);
  const fresh = freshFile(check, documents);
  const old = replace ? undefined : await readBaseline(path);
  if (old && (old.machine !== fresh.machine || old.profile !== fresh.profile)) {
    throw new Error(
      `${path} is of ${old.profile} on ${old.machine}, the latest run of ${fresh.profile} ` +
        `on ${fresh.machine}: replace the baseline if that is meant`,
    );
  }
  const known = new Set(old?.runs.map(({ run }) => run));
  const added = fresh.runs.filter(({ run }) => !known.has(run));
  const runs = [...(old?.runs ?? []), ...added].sort((a, b) => (a.run < b.run ? -1 : 1));
  await writeBaseline(path, { ...fresh, runs });
  return { check, path, added: added.length, total: runs.length };
}

/** The latest measured run of the check, and those before it that are alike. */
function freshFile(check: string, documents: RunDocument[]): BaselineFile {
  const results = documents.flatMap((document) => {
    const result = document.checks.find(({ name }) => name === check);
    const run = result && acceptable(result, document);
    return run ? [{ document, result, run }] : [];
  });
  const { document, result } = results[0]!;
  const machine = fingerprint(document);
  const profile = profileOf(result);
  if (!machine || !profile) {
    throw new Error(`run ${document.id} does not know its machine: it cannot be a baseline`);
  }
  const alike = results.filter(
    (each) =>
      each.result.digest === result.digest &&
      fingerprint(each.document) === machine &&
      profileOf(each.result) === profile,
  );
  const runs: BaselineRun[] = alike.map(({ run }) => run);
  return { schemaVersion: "1", check, stack: document.stack, machine, profile, runs };
}
