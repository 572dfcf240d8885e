import { type YAMLMap, isMap, isScalar, parseDocument, stringify } from "yaml";

/**
 * A YAML text with a number at a path of keys, in which all else stays as it was written. Only a
 * text that holds nothing at the path but in braces is formatted anew.
 */
export function withNumber(text: string, path: readonly string[], value: number): string {
  const document = parseDocument(text);
  const old = document.getIn(path, true);
  if (isScalar(old) && old.range) {
    return text.slice(0, old.range[0]) + value + text.slice(old.range[1]);
  }
  let depth = path.length;
  while (depth > 0 && !document.hasIn(path.slice(0, depth))) depth--;
  const map = depth > 0 ? document.getIn(path.slice(0, depth), true) : document.contents;
  if (isMap(map) && !map.flow && map.items.length > 0) {
    return inserted(text, map, path.slice(depth), value);
  }
  const at = path.slice(0, isMap(map) ? depth + 1 : depth);
  document.setIn(at, document.createNode(nested(path.slice(at.length), value)));
  return document.toString({ lineWidth: 0 });
}

/** The text with the rest of the path as the last entry of a map. */
function inserted(text: string, map: YAMLMap, path: readonly string[], value: number): string {
  const first = (map.items[0]!.key as { range: [number, number, number] }).range[0];
  const last = map.items.at(-1)!;
  const { range } = (last.value ?? last.key) as { range: [number, number, number] };
  const lineEnd = text[range[1] - 1] === "\n" ? range[1] : text.indexOf("\n", range[1]) + 1;
  const end = lineEnd === 0 ? text.length : lineEnd;
  const indent = " ".repeat(first - (text.lastIndexOf("\n", first - 1) + 1));
  const lines = stringify(nested(path, value)).trimEnd().split("\n");
  const before = text[end - 1] === "\n" ? text.slice(0, end) : `${text.slice(0, end)}\n`;
  return before + lines.map((line) => `${indent}${line}\n`).join("") + text.slice(end);
}

const nested = (path: readonly string[], value: number) =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
