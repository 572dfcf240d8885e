import ts from "typescript";

/** A source with one condition changed. */
export interface Mutant {
  line: number;
  /** Such as `a === b -> a !== b`. */
  what: string;
  text: string;
}

/** One change of a node: what stands in its place. */
type Change = [node: ts.Node, replacement: string];

const operators = bothWays(["===", "!=="], ["&&", "||"], ["<", "<="], [">", ">="]);
const questions = bothWays(["any", "all"], ["some", "every"]);

/** Every mutant of a source: its conditions, what they compare with, and its lists, one by one. */
export function mutantsOf(text: string): Mutant[] {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  return [...changesIn(source)].map(([node, replacement]) => {
    const [start, end] = [node.getStart(source), node.getEnd()];
    return {
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      what: `${short(text.slice(start, end))} -> ${short(replacement)}`,
      text: text.slice(0, start) + replacement + text.slice(end),
    };
  });
}

function* changesIn(node: ts.Node): Generator<Change> {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
  yield* changesOf(node);
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* changesIn(child);
}

function* changesOf(node: ts.Node): Generator<Change> {
  if (node.kind === ts.SyntaxKind.TrueKeyword) yield [node, "false"];
  else if (node.kind === ts.SyntaxKind.FalseKeyword) yield [node, "true"];
  else if (ts.isBinaryExpression(node)) yield* ofBinary(node);
  else if (ts.isPrefixUnaryExpression(node)) yield* ofPrefix(node);
  else if (ts.isCallExpression(node)) yield* ofCall(node);
  else if (ts.isIfStatement(node)) yield* negated(node.expression);
  else if (ts.isConditionalExpression(node)) yield* negated(node.condition);
  else if (ts.isNumericLiteral(node)) yield* ofNumber(node);
  else if (ts.isStringLiteral(node)) yield* ofString(node);
  else if (ts.isRegularExpressionLiteral(node)) yield* ofPattern(node);
}

/** Another operator, and each operand without the other. */
function* ofBinary(node: ts.BinaryExpression): Generator<Change> {
  const { left, right, operatorToken } = node;
  const other = operators.get(operatorToken.getText());
  if (other !== undefined) yield [operatorToken, other];
  if (other !== "||" && other !== "&&") return;
  yield [node, left.getText()];
  yield [node, right.getText()];
}

function* ofPrefix(node: ts.PrefixUnaryExpression): Generator<Change> {
  if (node.operator === ts.SyntaxKind.ExclamationToken) yield [node, node.operand.getText()];
}

/** The opposite question, none, or one that lacks one of its parts. */
function* ofCall(node: ts.CallExpression): Generator<Change> {
  const callee = node.expression;
  const [first] = node.arguments;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const other = questions.get(name.getText());
  if (other !== undefined) yield [name, other];
  if (name.getText() === "not" && first) yield [node, first.getText()];
  if (ts.isPropertyAccessExpression(callee) && name.getText() === "filter") {
    yield [node, callee.expression.getText()];
  }
  if (other === undefined || !first || !ts.isArrayLiteralExpression(first)) return;
  for (const part of first.elements) {
    const rest = first.elements.filter((one) => one !== part);
    yield [first, `[${rest.map((one) => one.getText()).join(", ")}]`];
  }
}

/** Comparisons have mutants of their own. */
function* negated(condition: ts.Expression): Generator<Change> {
  const isPlain = !ts.isBinaryExpression(condition) && !ts.isPrefixUnaryExpression(condition);
  if (isPlain) yield [condition, `!(${condition.getText()})`];
}

/** Bounds and defaults; not the indexes of lists. */
function* ofNumber(node: ts.NumericLiteral): Generator<Change> {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) || ts.isPropertyAssignment(parent)) {
    yield [node, `${Number(node.text) + 1}`];
  }
}

/** Words that something is compared with, alone or in a list; of a list in one string each word. */
function* ofString(node: ts.StringLiteral): Generator<Change> {
  const compared =
    ts.isBinaryExpression(node.parent) && /^[!=]==$/.test(node.parent.operatorToken.getText());
  if (compared || ts.isArrayLiteralExpression(node.parent)) {
    yield [node, JSON.stringify(`${node.text}~`)];
  }
  if (!isSplit(node)) return;
  const words = node.text.split(" ");
  for (const word of words.filter((one) => one !== "")) {
    yield [node, JSON.stringify(words.map((one) => (one === word ? `${one}~` : one)).join(" "))];
  }
}

function isSplit(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isBinaryExpression(parent)) return isSplit(parent);
  return ts.isPropertyAccessExpression(parent) && parent.name.text === "split";
}

/** Without an anchor, and heeding case. */
function* ofPattern(node: ts.RegularExpressionLiteral): Generator<Change> {
  const [, body = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? [];
  if (body.startsWith("^")) yield [node, `/${body.slice(1)}/${flags}`];
  if (/[^\\]\$$/.test(body)) yield [node, `/${body.slice(0, -1)}/${flags}`];
  if (flags.includes("i")) yield [node, `/${body}/${flags.replace("i", "")}`];
}

function short(code: string): string {
  const line = code.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function bothWays(...pairs: [string, string][]): Map<string, string> {
  return new Map(
    pairs.flatMap(
      ([one, other]) =>
        [
          [one, other],
          [other, one],
        ] as const,
    ),
  );
}
