import js from "@eslint/js";
import globals from "./tests/helpers/globals.js";
import tseslint from "typescript-eslint";

/** Forbids, to `files`, imports of which one of the expressions `paths` tells, deferred ones too. */
const mayNotImport = (files, paths, why) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: paths.map((regex) => ({ regex, message: why })) },
    ],
    "no-restricted-syntax": [
      "error",
      ...paths.map((path) => ({
        selector: `ImportExpression[source.value=/${path.replaceAll("/", "\\x2f")}/]`,
        message: why,
      })),
    ],
  },
});
/** Any file of a room, but for its doors. */
const room = (name, ...doors) =>
  `^(\\.\\./)+${name}/${doors.length > 0 ? `(?!(${doors.join("|")})\\.ts$)` : ""}`;
const componentRooms = ["cluster", "workloads", "data", "ai", "monitoring", "chaos", "gate"];
const checksDoors = ["index", "run/plan"];

export default tseslint.config(
  { ignores: ["node_modules", ".shakedown", "coverage", "**/*.json"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    languageOptions: { globals },
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    // Kubernetes objects reach readers, mocks and plugins without a type of their own.
    files: ["tests/**", "policies/**", "embedded/plugins/**"],
    rules: { "@typescript-eslint/no-explicit-any": "off" },
  },
  mayNotImport(
    ["index.ts"],
    ["^\\./(?!components/(settings|[a-z]+/index)\\.ts$)"],
    "index.ts enters the rooms of components by their doors",
  ),
  mayNotImport(
    ["policies/**"],
    [room("components"), room("checks"), room("cli"), room("embedded"), room("tests")],
    "policies import no other room: a judge takes no evidence from the accused",
  ),
  mayNotImport(
    ["checks/**"],
    [
      "^@pulumi/",
      room("components"),
      room("cli"),
      room("embedded"),
      room("policies"),
      room("tests"),
    ],
    "checks import neither Pulumi nor another room",
  ),
  mayNotImport(
    ["embedded/**"],
    [room("components"), room("checks"), room("cli"), room("policies"), room("tests")],
    "embedded knows nothing of the other rooms",
  ),
  mayNotImport(
    ["cli/**"],
    [
      room("components"),
      room("tests"),
      room("checks", "index"),
      room("embedded", "(images|node|plugins|toolchain)/index", "progress"),
      room("policies", "judge/index", "judge/options"),
    ],
    "cli drives the program through Pulumi, and enters other rooms by their doors",
  ),
  ...componentRooms.map((own) =>
    mayNotImport(
      [`components/${own}/**`],
      [
        ...componentRooms
          .filter((other) => other !== own)
          .map((other) => `^\\.\\./(\\.\\./)*${other}/`),
        room("checks", ...checksDoors),
        room("cli"),
        room("embedded"),
        room("policies"),
        room("tests"),
      ],
      "a component room imports only components/shared and checks: index.ts passes the rest",
    ),
  ),
  mayNotImport(
    ["components/shared/**", "components/settings.ts"],
    [
      ...componentRooms.map((other) => `^(\\./|(\\.\\./)+)${other}/`),
      room("checks", ...checksDoors),
      room("cli"),
      room("embedded"),
      room("policies"),
      room("tests"),
    ],
    "components/shared is what every room stands on: it imports none of them",
  ),
);
