const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity of Kubernetes, such as `250m` or `1.5Gi`, as a number; undefined if it is none. */
export function quantity(value: unknown): number | undefined {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))([eE][+-]?\d+)?([a-zA-Z]*)\s*$/.exec(`${value}`);
  if (!match) return undefined;
  const [, digits = "", exponent = "", suffix = ""] = match;
  const factor = factors[suffix];
  return factor === undefined ? undefined : Number(digits + exponent) * factor;
}
