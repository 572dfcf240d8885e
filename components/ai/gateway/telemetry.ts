import { Registry } from "../exporter/metrics.ts";

const seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What is told of the endpoints. */
export function telemetry(registry = new Registry()) {
  return {
    registry,
    answers: registry.counter("llm_requests_total", "Answers by endpoint and status code."),
    failures: registry.counter("llm_endpoint_failures_total", "Failures of an endpoint."),
    fallbacks: registry.counter(
      "llm_fallbacks_total",
      "Requests that another endpoint answered than the one they were for.",
    ),
    fallbackTime: registry.histogram(
      "llm_fallback_duration_seconds",
      "Time from a request's arrival until the endpoint that stands in was asked.",
      seconds,
    ),
    open: registry.gauge("llm_circuit_open", "Whether an endpoint is left alone for a while."),
  };
}

export type Telemetry = ReturnType<typeof telemetry>;
