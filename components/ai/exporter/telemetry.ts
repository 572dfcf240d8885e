import { Registry } from "./metrics.ts";

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const rates = [1, 2, 5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500];

/** What is told of an Ollama. */
export function telemetry(registry = new Registry()) {
  const counter = (name: string, help: string) => registry.counter(`ollama_${name}`, help);
  const gauge = (name: string, help: string) => registry.gauge(`ollama_${name}`, help);
  const histogram = (name: string, help: string, bounds: number[]) =>
    registry.histogram(`ollama_${name}`, help, bounds);
  return {
    registry,
    requests: counter("requests_total", "Requests by model, route and status code."),
    promptTokens: counter("prompt_tokens_total", "Tokens of prompts that were evaluated."),
    generatedTokens: counter("generated_tokens_total", "Tokens that were generated."),
    duration: histogram(
      "request_duration_seconds",
      "Time from a request's arrival to the end of its answer.",
      seconds,
    ),
    timeToFirst: histogram(
      "time_to_first_token_seconds",
      "Time from a request's arrival to the first token of a streamed answer.",
      seconds,
    ),
    tokenRate: histogram(
      "generated_tokens_per_second",
      "Speed of generation of each answer, as Ollama measured it or its stream came.",
      rates,
    ),
    inFlight: gauge("requests_in_flight", "Requests that are not yet answered to the end."),
    waiting: gauge("requests_waiting", "Requests whose answer has not begun: queued or evaluated."),
    up: gauge("up", "Whether Ollama answers."),
    present: gauge("model_present", "Models that are stored."),
    loaded: gauge("model_loaded", "Models that are in memory."),
    memory: gauge("model_memory_bytes", "Memory of a loaded model, on GPUs and off them."),
    vram: gauge("model_vram_bytes", "Memory of a loaded model on GPUs."),
  };
}

export type Telemetry = ReturnType<typeof telemetry>;
