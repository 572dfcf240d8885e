import type { Evidence } from "../run/document.ts";
import type { LlmSpec } from "../run/plan.ts";
import { rounded } from "../statistics/rounded.ts";
import type { Exporter, Measured } from "./probe/measured.ts";

/** What the stack's own Ollama tells of itself, held against what its client saw. */
export function exporterOf({ models, ollama }: LlmSpec, measured: Measured): Evidence[] {
  const { exporter } = measured;
  if (!exporter || !ollama) return [];
  if ("error" in exporter) {
    const reason = `they cannot be read: ${exporter.error}`;
    return [{ name: "metrics of Ollama", verdict: "error", reason }];
  }
  const ofModels = models.flatMap((model) => modelOf(model, exporter, ollama.gpus));
  // One address of several pods shows any of them: what came between two readings is not known.
  if (ollama.replicas > 1) return ofModels;
  return [
    ...ofModels,
    countOf(ollama, measured, exporter),
    ...told("time to first token, as the exporter counts", "s", exporter.firstTokenSeconds),
    ...told("speed of an answer, as the exporter counts", "tokens/s", exporter.tokensPerSecond),
  ];
}

function modelOf(model: string, exporter: Exporter, gpus: number): Evidence[] {
  const { present, loaded, onGpus } = exporter;
  const name = `model ${model} is stored`;
  if (!present.includes(model)) {
    const reason = `the volume holds ${present.join(", ") || "none"}`;
    return [{ name, verdict: "fail", value: false, reason }];
  }
  const inMemory = `memory of model ${model}`;
  const bytes = loaded[model];
  if (bytes === undefined) {
    const reason =
      "it is not in memory, and its next answer waits: see ai.ollama.keepAlive and memory";
    return [
      { name, verdict: "pass", value: true },
      { name: inMemory, verdict: "warn", value: 0, unit: "By", reason },
    ];
  }
  return [
    { name, verdict: "pass", value: true },
    { name: inMemory, verdict: "pass", value: bytes, unit: "By" },
    ...(gpus > 0 ? [gpuOf(model, bytes, onGpus[model] ?? 0)] : []),
  ];
}

/** A GPU that is asked for and given to the pod may still be of no use to Ollama, which says nothing. */
function gpuOf(model: string, bytes: number, onGpus: number): Evidence {
  const name = `memory of model ${model} on GPUs`;
  const seen = { value: onGpus, unit: "By", target: `all ${bytes} (ai.ollama.gpus)` };
  if (onGpus >= bytes) return { name, verdict: "pass", ...seen };
  const reason =
    onGpus > 0
      ? "the GPUs hold a part of it, and processors compute the rest: more or larger ones are needed"
      : "it runs on processors alone: Ollama finds no GPU that it can use in its pod";
  return { name, verdict: onGpus > 0 ? "warn" : "fail", ...seen, reason };
}

/** A client's count and the exporter's must agree; other clients may have asked in the meantime. */
function countOf(
  { endpoints }: NonNullable<LlmSpec["ollama"]>,
  { answers }: Measured,
  { answered }: Exporter,
): Evidence {
  const own = answers.filter(({ ok, endpoint = "" }) => ok && endpoints.includes(endpoint)).length;
  return {
    name: "answers that the exporter counted",
    verdict: answered >= own ? "pass" : "fail",
    value: answered,
    target: `>= ${own}, which the client got`,
  };
}

/** A figure that tells; nothing is told where Ollama answered nobody. */
const told = (name: string, unit: string, value: number | undefined): Evidence[] =>
  value === undefined ? [] : [{ name, verdict: "pass", value: rounded(value), unit }];
