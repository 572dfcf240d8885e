const WIDTH = 120;
/** What is shorter shares a line with others. */
const SHORT = 50;

/** JSON for people: what fits on a line stays on it, and lists of words fill their lines. */
export function print(value: any, indent = "", used = 0): string {
  const flat = JSON.stringify(value);
  if (indent.length + used + flat.length <= WIDTH || value === null || typeof value !== "object") {
    return flat;
  }
  const inner = indent + " ";
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => print(item, inner))
    : Object.entries(value).map(([key, child]) => {
        const name = JSON.stringify(key) + ": ";
        return name + print(child, inner, name.length);
      });
  const lines: string[] = [];
  for (const part of parts) {
    const joined = `${lines.at(-1)}, ${part}`;
    const fills = lines.length > 0 && !joined.includes("\n") && part.length < SHORT;
    if (fills && inner.length + joined.length < WIDTH) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  const [open, close] = isList ? "[]" : "{}";
  return `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`;
}
