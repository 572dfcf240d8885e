import type { Option } from "../command.ts";

/** Which stack a command is about. */
export const stackOption = {
  type: "string",
  short: "s",
  value: "stack",
  default: "local",
  description: "stack to work on",
} satisfies Option;
