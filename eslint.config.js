import js from "@eslint/js";
import globals from "./tests/helpers/globals.js";
import tseslint from "typescript-eslint";

/** Forbids imports whose path enters one of `rooms` from the files of `files`. */
const mayNotImport = (files, rooms, why) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: rooms.map((room) => ({ regex: room, message: why })) },
    ],
  },
});
const room = (name) => `^(\\.\\./)+${name}/`;
const componentRooms = ["cluster", "workloads", "data", "ai", "monitoring", "chaos", "gate"];

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
    [room("components"), room("tests")],
    "cli drives the program through Pulumi, it does not import it",
  ),
  ...componentRooms.map((own) =>
    mayNotImport(
      [`components/${own}/**`],
      [
        ...componentRooms
          .filter((other) => other !== own)
          .map((other) => `^\\.\\./(\\.\\./)*${other}/`),
        room("cli"),
        room("embedded"),
        room("policies"),
        room("tests"),
      ],
      "a component room imports only components/shared and checks: index.ts passes the rest",
    ),
  ),
  mayNotImport(
    ["components/shared/**"],
    [
      ...componentRooms.map((other) => `^\\.\\./(\\.\\./)*${other}/`),
      room("cli"),
      room("embedded"),
    ],
    "components/shared is what every room stands on: it imports none of them",
  ),
);
