import { usage } from "../../policies/judge/options.ts";
import type { Command } from "../command.ts";

/** What the judge says of itself. */
const [own = "", ...rest] = usage.split("\n");

export const policy: Command = {
  name: "policy",
  summary: "judge manifests, a state or a preview, without a cluster",
  usage: own.replace("npm run policy -- ", ""),
  details: rest.join("\n").trim(),
  options: {},
  verbatim: true,
  examples: [
    ["npm run policy -- manifests/", "every manifest in a folder"],
    ["npm run policy -- --format sarif --output findings.sarif deploy.yaml", "for code scanning"],
    ["npm run pulumi -- stack export -s local | npm run -s policy -- -", "what is deployed"],
  ],
  run: async ({ all }) => (await import("../../policies/judge/index.ts")).main(all),
};
