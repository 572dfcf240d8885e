import assert from "node:assert/strict";

import { type Command, commandLine, parse } from "../../cli/command.ts";
import { manual, overview } from "../../cli/help.ts";
import { nearest } from "../../cli/nearest.ts";
import { UserError } from "../../embedded/progress.ts";

const command: Command = {
  name: "bake",
  summary: "bake bread",
  usage: "[--heat <level>]",
  details: "Bakes.",
  options: {
    stack: { type: "string", short: "s", value: "stack", default: "local", description: "which" },
    heat: { type: "string", value: "level", oneOf: ["low", "high"], description: "how hot" },
    crust: { type: "boolean", description: "with a crust" },
  },
  positionals: ["rye", "wheat"],
  examples: [["npm run bake", "bread"]],
  run: async () => 0,
};

const refusal = (args: string[]) => {
  try {
    parse(command, args);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return `${error.message} ${error.remedy}`;
  }
  return assert.fail("it was accepted");
};

describe("parse", () => {
  it("gives defaults where nothing is said", () => {
    const { options, positionals } = parse(command, []);
    assert.deepEqual(options, { stack: "local", heat: undefined, crust: undefined });
    assert.deepEqual(positionals, []);
  });

  it("reads options, short ones, values after = and words, in any order", () => {
    const { options, positionals } = parse(command, ["rye", "-s", "a", "--heat=low", "--crust"]);
    assert.deepEqual(options, { stack: "a", heat: "low", crust: true });
    assert.deepEqual(positionals, ["rye"]);
  });

  it("suggests the option and the word that were meant", () => {
    assert.equal(
      refusal(["--heta", "low"]),
      "--heta is not an option of bake. Did you mean --heat?",
    );
    assert.equal(refusal(["wheta"]), 'bake does not know "wheta". Did you mean wheat?');
  });

  it("points at the help when nothing is alike", () => {
    assert.match(refusal(["--zzz"]), /See `npm run bake -- --help`/);
  });

  it("shows how a stack is named to whoever named it without -s, or had npm take the -s", () => {
    assert.equal(
      refusal(["team"]),
      'bake does not know "team". If it is a stack: `npm run bake -- -s team`. ' +
        "See `npm run bake -- --help`.",
    );
  });

  it("refuses a missing value, a value that is not allowed, and one too many", () => {
    assert.match(refusal(["--heat"]), /--heat needs a value: <level>/);
    assert.match(refusal(["-s", "--crust"]), /-s needs a value: <stack>/);
    assert.match(refusal(["--heat", "mild"]), /--heat is "mild": one of low, high is needed/);
    assert.match(refusal(["--crust=yes"]), /--crust takes no value/);
  });

  it("leaves the arguments of a verbatim command alone", () => {
    const { all } = parse({ ...command, verbatim: true }, ["--heta", "-x", "y"]);
    assert.deepEqual(all, ["--heta", "-x", "y"]);
  });
});

describe("nearest", () => {
  it("finds what a slip of the keys explains", () => {
    const names = ["up", "check", "report", "doctor"];
    const slips = ["pu", "chek", "reprot", "docter"];
    assert.deepEqual(
      slips.map((slip) => nearest(slip, names)),
      ["up", "check", "report", "doctor"],
    );
  });

  it("suggests nothing that is not alike", () => {
    assert.equal(nearest("banana", ["up", "check"]), undefined);
    assert.equal(nearest("up", []), undefined);
  });
});

describe("help", () => {
  it("names every command with half a sentence", () => {
    assert.match(overview([command]), /^ {2}bake {2}bake bread$/m);
  });

  it("shows options with their values, choices and defaults, and examples", () => {
    const text = manual(command);
    assert.match(text, /-s, --stack <stack> {2}which \[local\]/);
    assert.match(text, /--heat <level> +how hot \(low, high\)/);
    assert.match(text, /npm run bake\n +bread/);
  });
});

describe("commandLine", () => {
  it("names the stack where it is not the one that needs no name, and flags after it", () => {
    assert.equal(commandLine("up", "local"), "npm run up");
    assert.equal(commandLine("up", "team"), "npm run up -- -s team");
    assert.equal(commandLine("down", "local", "--yes"), "npm run down -- --yes");
    assert.equal(commandLine("down", "team", "--yes"), "npm run down -- -s team --yes");
  });
});
