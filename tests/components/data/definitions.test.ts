import assert from "node:assert/strict";

import {
  Definitions,
  definitionsIn,
  readDefinitions,
} from "../../../components/data/definitions.ts";
import { only, record } from "../../helpers/record.ts";

const release = "tests/program/definitions.yaml";
const setting = "data.postgres.definitions";

describe("readDefinitions", () => {
  it("takes the definitions out of a release, and nothing else", async () => {
    const found = await readDefinitions(setting, release);
    assert.deepEqual(
      found.map(({ kind, metadata }) => [kind, metadata.name]),
      [["CustomResourceDefinition", "clusters.postgresql.cnpg.io"]],
    );
  });

  it("drops prose, and keeps a property whose name is description", async () => {
    const [definition] = await readDefinitions(setting, release);
    const [version] = (definition as any).spec.versions;
    assert.deepEqual(version.schema.openAPIV3Schema, {
      type: "object",
      properties: { description: { type: "string" } },
    });
  });

  it("says in one sentence which setting names a file that is not there", async () => {
    await assert.rejects(
      readDefinitions(setting, "nowhere.yaml"),
      /^Error: shakedown:data\.postgres\.definitions is "nowhere.yaml": .* is needed \(ENOENT/,
    );
  });

  it("refuses a manifest without definitions", async () => {
    assert.deepEqual(definitionsIn("kind: Namespace"), []);
    await assert.rejects(
      readDefinitions(setting, "package.json"),
      /it holds no CustomResourceDefinition/,
    );
  });
});

describe("Definitions", () => {
  it("declares each as it is, and as what may be there already, of any of our stacks", async () => {
    const definitions = await readDefinitions(setting, release);
    const seen = await record(() => new Definitions("kinds", { definitions }));

    const type = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinitionPatch";
    const { inputs } = only(type, seen);
    assert.deepEqual(inputs.spec, definitions[0]!.spec);
    assert.deepEqual(inputs.metadata.annotations, { "pulumi.com/patchFieldManager": "shakedown" });
  });
});
