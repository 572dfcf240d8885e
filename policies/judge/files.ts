import { readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

import { JudgeError } from "./errors.ts";

/** A file larger than this is no manifest. */
const largest = 256 * 2 ** 20;

export interface InputFile {
  /** As reports name it: relative to the working directory, with forward slashes. */
  name: string;
  text: string;
}

/** Reads files, all manifests of folders, and standard input for `-`; in order of their names. */
export function* readInputs(inputs: string[]): Generator<InputFile> {
  const names = [...new Set(inputs.flatMap((input) => (input === "-" ? ["-"] : found(input))))];
  for (const name of names.sort()) {
    if (name === "-") yield { name: "standard-input", text: readFileSync(0, "utf8") };
    else yield { name: name.split(path.sep).join("/"), text: read(name) };
  }
}

function found(input: string): string[] {
  let stat;
  try {
    stat = statSync(input);
  } catch {
    throw new JudgeError(`${input}: no such file or folder`);
  }
  if (!stat.isDirectory()) return [path.normalize(input)];
  return readdirSync(input, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(input, file).split(path.sep).some(isHidden));
}

const isHidden = (part: string) => part.startsWith(".") || part === "node_modules";

function read(name: string): string {
  try {
    const { size } = statSync(name);
    if (size <= largest) return readFileSync(name, "utf8");
  } catch (error) {
    throw new JudgeError(`${name}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  throw new JudgeError(`${name}: too large, more than ${largest / 2 ** 20} MiB; split it`);
}
