/* global __ENV */
/** What the environment asks of a load script; every script builds its options from it. */

const number = (name, fallback) => {
  const text = __ENV[name] === undefined ? fallback : __ENV[name];
  const value = Number(text);
  if (text === undefined || text === "" || Number.isNaN(value)) {
    throw new Error(`${name} is "${text}": a number is needed`);
  }
  return value;
};

export const baseUrl = (__ENV.BASE_URL || "").replace(/\/$/, "");
if (!/^https?:\/\//.test(baseUrl)) throw new Error(`BASE_URL is "${baseUrl}": a URL is needed`);

export const profile = {
  ratePerSecond: number("RATE"),
  durationSeconds: number("DURATION"),
  warmUpSeconds: number("WARM_UP", "0"),
  maxVUs: number("MAX_VUS"),
  p95: number("P95_MS"),
  p99: number("P99_MS"),
  errorRate: number("ERROR_RATE"),
};

/** How long a request may take before it has failed. */
export const timeout = __ENV.TIMEOUT || "60s";

/** Whether each request is to be told of, in a line of its own. */
export const tellsRequests = __ENV.TELL === "requests";

const measured = "{scenario:measured}";

/** k6's rates are whole numbers of a time unit, so fractions are asked for by the minute. */
const arrivals = () => {
  const { ratePerSecond: rate } = profile;
  return Number.isInteger(rate)
    ? { rate, timeUnit: "1s" }
    : { rate: Math.max(1, Math.round(rate * 60)), timeUnit: "60s" };
};

const scenario = (startSeconds, durationSeconds) => ({
  executor: "constant-arrival-rate",
  ...arrivals(),
  startTime: `${startSeconds}s`,
  duration: `${durationSeconds}s`,
  preAllocatedVUs: profile.maxVUs,
  maxVUs: profile.maxVUs,
  gracefulStop: "10s",
});

/**
 * Constant arrival rate alone: a closed model would slow down with the service and hide its delays.
 */
export function options() {
  const { ratePerSecond, durationSeconds, warmUpSeconds, p95, p99, errorRate } = profile;
  const least = Math.floor(ratePerSecond * durationSeconds * 0.95);
  const scenarios = { measured: scenario(warmUpSeconds, durationSeconds) };
  if (warmUpSeconds > 0) {
    scenarios.warm_up = { ...scenario(0, warmUpSeconds), gracefulStop: "0s" };
  }
  return {
    scenarios,
    summaryTrendStats: ["count", "avg", "med", "p(95)", "p(99)", "max"],
    thresholds: {
      [`http_req_duration${measured}`]: [`p(95)<${p95}`, `p(99)<${p99}`],
      [`http_req_failed${measured}`]: [`rate<=${errorRate}`],
      [`checks${measured}`]: [`rate>=${1 - errorRate}`],
      [`iterations${measured}`]: [`count>=${least}`],
      [`http_reqs${measured}`]: [`count>=${least}`],
      [`dropped_iterations${measured}`]: ["count<1"],
    },
  };
}
