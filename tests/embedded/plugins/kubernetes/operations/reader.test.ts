import assert from "node:assert/strict";

import { isNotFound } from "../../../../../embedded/plugins/kubernetes/client/errors.ts";
import { Reader } from "../../../../../embedded/plugins/kubernetes/operations/reader.ts";

const config = (name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "shop" },
});

function fake(pages: any[]) {
  const asked: string[] = [];
  const api = {
    get: (target: any) => {
      asked.push(`get ${target.metadata.name}`);
      return Promise.resolve(target);
    },
    list: () => {
      asked.push("list");
      const page = pages.shift();
      return page ? Promise.resolve(page) : Promise.reject(new Error("forbidden"));
    },
  };
  const context = { writes: 0 };
  return { reader: new Reader(context as any), cluster: { api } as any, context, asked };
}
const page = (names: string[], metadata = {}) => ({
  metadata,
  items: names.map((name) => ({ metadata: { name, namespace: "shop" } })),
});

describe("the reader", () => {
  const readAll = async ({ reader, cluster }: any, names: string[]) => {
    const found: any[] = [];
    for (const name of names) found.push(await reader.get(cluster, config(name)));
    return found;
  };

  it("gets a few objects one by one, and lists for many", async () => {
    const given = fake([page(["a", "b", "c", "d"])]);

    const found = await readAll(given, ["a", "b", "c", "d"]);

    assert.deepEqual(given.asked, ["get a", "get b", "list"]);
    assert.deepEqual(found[3], config("d"));
  });

  it("follows the pages of a list", async () => {
    const given = fake([page(["a"], { continue: "next" }), page(["d"])]);

    await readAll(given, ["a", "b", "d", "d"]);

    assert.deepEqual(given.asked, ["get a", "get b", "list", "list"]);
  });

  it("takes what is not in the list for gone", async () => {
    const given = fake([page(["a", "b", "c"])]);

    await assert.rejects(readAll(given, ["a", "b", "c", "gone"]), isNotFound);
  });

  it("does not trust a list from before a write", async () => {
    const given = fake([page(["a", "b", "c"]), page(["c"])]);
    await readAll(given, ["a", "b", "c"]);

    given.context.writes++;
    await readAll(given, ["c"]);

    assert.deepEqual(given.asked, ["get a", "get b", "list", "list"]);
  });

  it("asks one by one where it may not list or the list is too long", async () => {
    const forbidden = fake([]);
    const long = fake([page([], { remainingItemCount: 1e6 })]);

    await readAll(forbidden, ["a", "b", "c"]);
    await readAll(long, ["a", "b", "c"]);

    assert.deepEqual(forbidden.asked, ["get a", "get b", "list", "get c"]);
    assert.deepEqual(long.asked, ["get a", "get b", "list", "get c"]);
  });
});
