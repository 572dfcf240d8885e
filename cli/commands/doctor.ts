import type { Progress } from "../../embedded/progress.ts";
import type { Command } from "../command.ts";
import { type Finding, type Way, examine } from "../doctor/examine.ts";
import { exitCodes } from "../project.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "what this machine has and lacks, with the remedy",
  usage: "",
  details:
    "Looks at what each way of running needs: a cluster on this machine (embedded), a cluster of\n" +
    "your own (kubeconfig), and work on the project itself (development). Changes nothing. Exits\n" +
    "with 0 if at least one of the first two works.",
  options: {},
  examples: [["npm run doctor", "before the first `npm run up`"]],
  run: runDoctor,
};

async function runDoctor(_given: unknown, progress: Progress): Promise<number> {
  const ways = await progress.step("Look around", (report) => examine(report));
  console.log(ways.map(render).join("\n\n"));
  const usable = ways.filter(({ name, findings }) => name !== "development" && works(findings));
  return usable.length > 0 ? exitCodes.ok : exitCodes.broken;
}

const works = (findings: Finding[]) => findings.every(({ ok }) => ok);

function render({ name, meaning, findings }: Way): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.flatMap(({ ok, what, found, remedy }) => [
    `  ${ok ? "✓" : "✗"} ${what.padEnd(width)}  ${found}`,
    ...(ok || !remedy ? [] : [`    ${" ".repeat(width)}  → ${remedy}`]),
  ]);
  const verdict = works(findings) ? "works" : "does not work yet";
  return [`${name} (${meaning}): ${verdict}`, ...lines].join("\n");
}
