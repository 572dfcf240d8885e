import { type Command, typedAs } from "./command.ts";

const pad = (rows: [string, string][]) => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};

/** The list of commands. */
export function overview(commands: Command[]): string {
  return [
    "Shakedown proves that a Kubernetes service is ready for production before production does.",
    "",
    "Usage: npm run <command> -- [options]",
    "",
    ...pad(commands.map(({ name, summary }) => [name, summary])),
    "",
    "Start with `npm run up`: a cluster on this machine, a staging environment, and its report.",
    "`npm run <command> -- --help` explains a command, with examples.",
    "",
    "Exit codes: 0 passed, 1 the gate failed or a policy refused, 2 something broke,",
    "130 interrupted.",
  ].join("\n");
}

/** What a command does, its options, and examples. */
export function manual(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]): [string, string] => {
    const short = option.short ? `-${option.short}, ` : "";
    const value = option.type === "string" ? ` <${option.value}>` : "";
    const choices = option.oneOf ? ` (${option.oneOf.join(", ")})` : "";
    const standard = option.default === undefined ? "" : ` [${option.default}]`;
    return [`${short}--${name}${value}`, `${option.description}${choices}${standard}`];
  });
  const called = command.usage ? `${typedAs(command)} ${command.usage}` : typedAs(command);
  return [
    called.replace(/ --$/, ""),
    "",
    command.details,
    ...(options.length > 0 ? ["", "Options", ...pad(options)] : []),
    "",
    "Examples",
    ...command.examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]),
  ].join("\n");
}
