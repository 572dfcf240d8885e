/**
 * Exact one-sided Mann-Whitney test: the probability, were both samples of one origin, that
 * `sample` ranks as high against `reference` as it does, or higher. Ties share their middle rank.
 */
export function probabilityAsHigh(sample: readonly number[], reference: readonly number[]): number {
  const ranks = doubledRanks([...sample, ...reference]);
  const observed = ranks.slice(0, sample.length).reduce((sum, rank) => sum + rank, 0);
  const ways = waysToSum(ranks, sample.length);
  let asHigh = 0;
  let all = 0;
  for (const [sum, count] of ways) {
    all += count;
    if (sum >= observed) asHigh += count;
  }
  return asHigh / all;
}

/** Smallest probability that the test can give for samples of these sizes. */
export function smallestProbability(sample: number, reference: number): number {
  let ways = 1;
  for (let i = 1; i <= sample; i++) ways = (ways * (reference + i)) / i;
  return 1 / ways;
}

/** Ranks times two, so that shared ranks stay whole numbers. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** How many choices of `size` ranks add up to each sum. */
function waysToSum(ranks: readonly number[], size: number): Map<number, number> {
  const bySize: Map<number, number>[] = Array.from({ length: size + 1 }, () => new Map());
  bySize[0]!.set(0, 1);
  for (const rank of ranks) {
    for (let chosen = size; chosen > 0; chosen--) {
      for (const [sum, count] of bySize[chosen - 1]!) {
        const target = bySize[chosen]!;
        target.set(sum + rank, (target.get(sum + rank) ?? 0) + count);
      }
    }
  }
  return bySize[size]!;
}
