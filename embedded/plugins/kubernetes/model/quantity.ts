const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const NANO = 10n ** 9n;

/**
 * A resource quantity as the API server writes it back: `0.5` is `500m`, `1024Mi` is `1Gi`.
 * What is no quantity comes back unchanged.
 */
export function canonical(quantity: unknown): unknown {
  const text = typeof quantity === "number" ? `${quantity}` : quantity;
  if (typeof text !== "string") return quantity;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:(n|u|m|k|M|G|T|P|E|[KMGTPE]i)|[eE]([+-]?\d+))?$/.exec(
    text,
  );
  if (!match || !(match[2] || match[3])) return quantity;
  const [, sign, whole = "", fraction = "", suffix = "", exponent] = match;
  const digits = BigInt(whole + fraction || "0");
  if (digits === 0n) return "0";
  const minus = sign === "-" ? "-" : "";
  if (suffix.endsWith("i")) return minus + binary(digits, fraction.length, suffix);
  const power = exponent ? Number(exponent) : (DECIMAL.indexOf(suffix) - 3) * 3;
  return minus + decimal(digits, power - fraction.length, exponent !== undefined);
}

function binary(digits: bigint, places: number, suffix: string): string {
  const scale = 1024n ** BigInt(BINARY.indexOf(suffix));
  const nano = divideUp(digits * scale * NANO, 10n ** BigInt(places));
  if (nano % NANO !== 0n) return decimal(nano, -9, false);
  let value = nano / NANO;
  let unit = 0;
  while (unit < BINARY.length - 1 && value % 1024n === 0n) {
    value /= 1024n;
    unit++;
  }
  return `${value}${BINARY[unit]}`;
}

function decimal(digits: bigint, power: number, scientific: boolean): string {
  let value = digits;
  let exponent = power;
  while (exponent < -9) {
    value = divideUp(value, 10n);
    exponent++;
  }
  while (exponent % 3 !== 0) {
    value *= 10n;
    exponent--;
  }
  while (exponent < 18 && value % 1000n === 0n) {
    value /= 1000n;
    exponent += 3;
  }
  if (scientific) return exponent === 0 ? `${value}` : `${value}e${exponent}`;
  return `${value}${DECIMAL[exponent / 3 + 3] ?? `e${exponent}`}`;
}

const divideUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
