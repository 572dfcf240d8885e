/**
 * Flips one condition of a rule at a time and runs the policies' tests: a flip that no test notices
 * is a hole in the tests. Usage: node tests/policies/mutants.ts <files under policies/...>
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const flips: [RegExp, string][] = [
  [/===/g, "!=="],
  [/!==/g, "==="],
  [/ && /g, " || "],
  [/ \|\| /g, " && "],
  [/ < /g, " <= "],
  [/ > /g, " >= "],
  [/ <= /g, " < "],
  [/ >= /g, " > "],
  [/\btrue\b/g, "false"],
  [/\bfalse\b/g, "true"],
  [/\bany\(/g, "all("],
  [/\ball\(/g, "any("],
  [/\bnot\(/g, "((truth) => truth)("],
  [/!(?=[a-zA-Z(])/g, ""],
  [/\.some\(/g, ".every("],
  [/\.every\(/g, ".some("],
  [/ \?\? 1\b/g, " ?? 2"],
];

interface Mutant {
  file: string;
  line: number;
  what: string;
  text: string;
}

function mutantsOf(file: string): Mutant[] {
  const text = readFileSync(file, "utf8");
  return flips.flatMap(([pattern, replacement]) =>
    [...text.matchAll(pattern)]
      .filter(({ index }) => !isProse(text, index))
      .map((match) => ({
        file,
        line: text.slice(0, match.index).split("\n").length,
        what: `${match[0].trim()} -> ${replacement.trim()}`,
        text: text.slice(0, match.index) + replacement + text.slice(match.index + match[0].length),
      })),
  );
}

/** Whether the place lies in a comment, an import, a type or a string on its line. */
function isProse(text: string, index: number): boolean {
  const start = text.lastIndexOf("\n", index) + 1;
  const line = text.slice(start, text.indexOf("\n", index));
  const before = text.slice(start, index);
  const quotes = before.match(/["`]/g)?.length ?? 0;
  return /^\s*(\*|\/\*|\/\/|import|export type|type)/.test(line) || quotes % 2 === 1;
}

const files = process.argv.slice(2).map((file) => path.relative(process.cwd(), path.resolve(file)));
const folder = mkdtempSync(path.join(tmpdir(), "mutants-"));
let survivors = 0;
try {
  for (const part of ["policies", "tests", "docs", "package.json"]) {
    cpSync(part, path.join(folder, part), { recursive: true });
  }
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  for (const mutant of files.flatMap(mutantsOf)) {
    const { file, line, what, text } = mutant;
    writeFileSync(path.join(folder, file), text);
    const area = file.split("/")[1]!;
    const specs = `tests/policies/{${area},engine,lib,security,reliability}/*.test.ts`;
    const args = ["node_modules/mocha/bin/mocha.js", "--no-config", "--bail", specs];
    const { status } = spawnSync(process.execPath, args, { cwd: folder, timeout: 120_000 });
    if (status === 0) {
      survivors++;
      console.log(`survived: ${file}:${line} ${what}`);
    }
    writeFileSync(path.join(folder, file), readFileSync(file, "utf8"));
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`${survivors} survived`);
process.exitCode = survivors === 0 ? 0 : 1;
