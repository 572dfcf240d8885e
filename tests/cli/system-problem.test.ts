import assert from "node:assert/strict";

import { systemProblem } from "../../cli/system-problem.ts";

describe("a failure of the file system", () => {
  const failure = (code: string, path?: string) =>
    Object.assign(new Error("raw words"), { code, ...(path && { path }) });

  it("is said in words, with the file and the remedy", () => {
    const [problem, remedy] = systemProblem(failure("EACCES", "/a/b"))!;
    assert.equal(problem, "/a/b is not for this user: permission is denied.");
    assert.match(remedy, /as the owner/);
  });

  it("names a full disk, also where nobody knows which file was written", () => {
    assert.equal(
      systemProblem(failure("ENOSPC"))![0],
      "The disk is full: a file cannot be written.",
    );
  });

  it("leaves every other error as it is", () => {
    assert.equal(systemProblem(failure("EPIPE")), undefined);
    assert.equal(systemProblem(new Error("no code")), undefined);
  });
});
