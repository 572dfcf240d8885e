/** One step of a path: each takes the values found so far to those one step further. */
type Step = (values: any[]) => any[];

const TOKEN = [
  String.raw`\.\.([\w-]+)`, // ..name
  String.raw`\.([\w-]+|\*)`, // .name, .*
  String.raw`\[\?\(?((?:[^\][]|\[[^\]]*\])*?)\)?\]`, // [?(filter)]
  String.raw`\[(-?\d+)\]`, // [0]
  String.raw`\[\*\]`,
  String.raw`\[(['"])(.*?)\5\]`, // ['name']
  String.raw`\.(?=\[)`,
].join("|");

/**
 * Parses the paths that `kubectl get -o jsonpath` and the waitFor annotation take:
 * `{.status.conditions[?(@.type=="Ready")].status}`, with `..name`, `[*]`, `[0]`, `['a.b']`,
 * and filters of comparisons joined by `&&` and `||`.
 */
export function parseJsonPath(text: string): Step[] {
  const body = text
    .trim()
    .replace(/^\{(.*)\}$/s, "$1")
    .replace(/^\$/, "");
  const steps: Step[] = [];
  const token = new RegExp(TOKEN, "gy");
  while (token.lastIndex < body.length) {
    const start = token.lastIndex;
    const match = token.exec(body);
    if (!match) throw new Error(`"${text}" is no JSONPath: cannot read "${body.slice(start)}"`);
    steps.push(stepOf(match));
  }
  return steps;
}

/** The values that a path finds in an object. */
export const evaluate = (steps: Step[], object: any): any[] =>
  steps.reduce((values, step) => step(values), [object]);

function stepOf(match: RegExpExecArray): Step {
  const [whole, deep, name, filter, index, , quoted] = match;
  if (deep) return (values) => values.flatMap((value) => descend(value, deep));
  if (name === "*" || whole === "[*]") return (values) => values.flatMap(children);
  if (filter !== undefined) {
    const test = parseFilter(filter);
    return (values) => values.flatMap((v) => (Array.isArray(v) ? v : [v]).filter(test));
  }
  if (index !== undefined) return (values) => present(values.map((v) => v?.at?.(Number(index))));
  const key = name ?? quoted;
  if (key === undefined) return (values) => values;
  return (values) => present(values.map((v) => (isObject(v) ? v[key] : undefined)));
}

const isObject = (value: any): boolean => value !== null && typeof value === "object";
const present = (values: any[]): any[] => values.filter((v) => v !== undefined && v !== null);
const children = (value: any): any[] => (isObject(value) ? Object.values(value) : []);
const descend = (value: any, key: string): any[] => [
  ...(isObject(value) && !Array.isArray(value) && key in value ? [value[key]] : []),
  ...children(value).flatMap((child) => descend(child, key)),
];

function parseFilter(text: string): (value: any) => boolean {
  const anyOf = text.split("||").map((part) => part.split("&&").map((p) => comparison(p.trim())));
  return (value) => anyOf.some((all) => all.every((test) => test(value)));
}

const COMPARE: Record<string, (a: any, b: any) => boolean> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
};

function comparison(text: string): (value: any) => boolean {
  const match = /^@(.*?)\s*(?:(==|!=|>=|<=|>|<)\s*(.+))?$/s.exec(text);
  if (!match) throw new Error(`"${text}" is no filter: it compares nothing with @`);
  const [, path = "", operator, literal = ""] = match;
  const steps = parseJsonPath(path.trim());
  if (!operator) return (value) => evaluate(steps, value).length > 0;
  const wanted = parseLiteral(literal.trim());
  return (value) => COMPARE[operator]!(evaluate(steps, value)[0], wanted);
}

const parseLiteral = (text: string): any =>
  /^'.*'$/s.test(text) ? text.slice(1, -1) : JSON.parse(text);
