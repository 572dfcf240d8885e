/**
 * Estimators. Percentiles interpolate linearly between order statistics (type 7 of Hyndman and
 * Fan, as k6 does); the standard deviation is the sample's, with n - 1.
 */
export interface Summary {
  count: number;
  mean: number;
  median: number;
  p95: number;
  p99: number;
  max: number;
  standardDeviation: number;
}

/** Of at least one value, in any order. */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) throw new Error("a summary needs at least one value");
  const sorted = [...values].sort((a, b) => a - b);
  const average = mean(sorted);
  return {
    count: sorted.length,
    mean: average,
    median: percentileOfSorted(sorted, 0.5),
    p95: percentileOfSorted(sorted, 0.95),
    p99: percentileOfSorted(sorted, 0.99),
    max: sorted.at(-1)!,
    standardDeviation: standardDeviation(sorted, average),
  };
}

function mean(values: readonly number[]): number {
  // Divided before the sum, so that large values do not overflow it.
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

function standardDeviation(values: readonly number[], average: number): number {
  if (values.length < 2) return 0;
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** `share` from 0 to 1, of values in rising order. */
export function percentileOfSorted(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)]!;
  const high = sorted[Math.ceil(position)]!;
  return low + (high - low) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return summarize(values).median;
}

/** Median of the distances from the median: spread that one wild run does not move. */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}
