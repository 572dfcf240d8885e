import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isOwnCreation, Journal } from "../../../../embedded/plugins/kubernetes/journal.ts";

const urn = (name: string) => `urn:pulumi:dev::shop::kubernetes:core/v1:ConfigMap::${name}`;
const object = (uid?: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "web-1234abcd", namespace: "shop", ...(uid ? { uid } : {}) } as any,
});

describe("the journal of creations", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "journal-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("tells a later process what one that died had begun", () => {
    new Journal(folder).begin(urn("web"), object());

    const found = new Journal(folder).find(urn("web"));

    assert.equal(found?.name, "web-1234abcd");
    assert.equal(found?.uid, undefined);
    assert.equal(new Journal(folder).find(urn("other")), undefined);
  });

  it("knows the object that came of it, and forgets it when the state remembers", () => {
    const journal = new Journal(folder);
    journal.begin(urn("web"), object());
    journal.made(urn("web"), object("u1"));
    journal.begin(urn("other"), object());
    assert.equal(new Journal(folder).find(urn("web"))?.uid, "u1");

    journal.settle(urn("web"));

    assert.equal(new Journal(folder).find(urn("web")), undefined);
    assert.ok(new Journal(folder).find(urn("other")));
  });

  it("is empty when all is settled, and reads past a line that was cut off", () => {
    const journal = new Journal(folder);
    journal.begin(urn("web"), object());
    journal.settle(urn("web"));
    const [file] = readdirSync(folder);
    assert.equal(readFileSync(join(folder, file!), "utf8"), "");

    journal.begin(urn("web"), object());
    appendFileSync(join(folder, file!), '{"urn":"half');

    assert.ok(new Journal(folder).find(urn("web")));
  });
});

describe("isOwnCreation", () => {
  const key = "v1/ConfigMap shop/web-1234abcd";
  const at = Date.parse("2026-01-01T00:00:10Z");
  const intent = { urn: urn("web"), key, name: "web-1234abcd", at };
  const inputs = { ...object(), data: { a: "1" } };
  const managedFields = [{ manager: "pulumi-kubernetes", operation: "Update" }];
  const live = (more = {}) => ({
    ...inputs,
    metadata: {
      ...inputs.metadata,
      uid: "u1",
      creationTimestamp: "2026-01-01T00:00:10Z",
      managedFields,
    },
    ...more,
  });

  it("holds for the identity that the answer gave", () => {
    assert.ok(isOwnCreation({ ...intent, uid: "u1" }, live(), inputs));
    assert.ok(!isOwnCreation({ ...intent, uid: "u2" }, live(), inputs));
  });

  it("holds for equal contents by the same manager when the answer was lost", () => {
    assert.ok(isOwnCreation(intent, live(), inputs));
    assert.ok(!isOwnCreation(intent, live({ data: { a: "2" } }), inputs));
  });

  it("does not hold for an older object, another manager or without an intent", () => {
    const older = live();
    older.metadata.creationTimestamp = "2025-12-31T00:00:00Z";
    const foreign = live();
    foreign.metadata.managedFields = [{ manager: "kubectl", operation: "Update" }];

    assert.ok(!isOwnCreation(intent, older, inputs));
    assert.ok(!isOwnCreation(intent, foreign, inputs));
    assert.ok(!isOwnCreation(undefined, live(), inputs));
  });
});
