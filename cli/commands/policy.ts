import type { Command } from "../command.ts";

export const policy: Command = {
  name: "policy",
  summary: "judge manifests, a state or a preview, without a cluster",
  usage: "[options] <files, folders, or - for standard input>",
  details:
    "Judges Kubernetes YAML or JSON, the output of `pulumi stack export`, or of\n" +
    "`pulumi preview --json` by the rules that guard every deployment. Exits with 0 if nothing was\n" +
    "found, 1 if a rule refuses, 2 if it could not judge. `npm run policy` without arguments lists\n" +
    "its options.",
  options: {},
  verbatim: true,
  examples: [
    ["npm run policy -- manifests/", "every manifest in a folder"],
    ["npm run policy -- --format sarif --output findings.sarif deploy.yaml", "for code scanning"],
    ["npm run pulumi -- stack export -s local | npm run -s policy -- -", "what is deployed"],
  ],
  run: async ({ all }) => (await import("../../policies/judge/index.ts")).main(all),
};
