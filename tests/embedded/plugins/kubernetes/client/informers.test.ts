import assert from "node:assert/strict";

import { ApiError } from "../../../../../embedded/plugins/kubernetes/client/errors.ts";
import { Informers } from "../../../../../embedded/plugins/kubernetes/client/informers.ts";

const pod = (name: string, resourceVersion: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, resourceVersion },
});
const POD = { apiVersion: "v1", kind: "Pod" };

/** An API whose lists and watches the test answers one by one. */
function fakeApi(lists: any[]) {
  const watches: { path: string; send: (event: any) => void; end: () => void }[] = [];
  let watched: () => void = () => undefined;
  const api = {
    collection: () => Promise.resolve({ path: "/api/v1/pods", served: {} }),
    listPath: () => {
      const list = lists.shift();
      return list instanceof Error ? Promise.reject(list) : Promise.resolve(list);
    },
    watch: (path: string, send: (event: any) => void) =>
      new Promise<void>((end) => {
        watches.push({ path, send, end });
        watched();
      }),
  };
  const nextWatch = async (count: number) => {
    while (watches.length < count) await new Promise<void>((resolve) => (watched = resolve));
    return watches[count - 1]!;
  };
  return { api: api as any, nextWatch };
}
const list = (resourceVersion: string, ...items: any[]) => ({
  metadata: { resourceVersion },
  items,
});

describe("an informer", () => {
  const ending = new AbortController();
  after(() => ending.abort());
  const informerOf = async (api: any) => {
    const informer = await new Informers(api, ending.signal).get(POD, "shop");
    await informer.ready;
    return informer;
  };

  it("lists once and follows from there", async () => {
    const { api, nextWatch } = fakeApi([list("5", pod("a", "4"))]);
    const informer = await informerOf(api);
    const watch = await nextWatch(1);
    assert.match(watch.path, /resourceVersion=5/);

    watch.send({ type: "ADDED", object: pod("b", "6") });
    watch.send({ type: "MODIFIED", object: pod("a", "7") });
    watch.send({ type: "DELETED", object: pod("b", "8") });

    assert.deepEqual([...informer.items.values()], [pod("a", "7")]);
  });

  it("says of each listed item what it is, which the list does not", async () => {
    const { api } = fakeApi([list("5", { metadata: { name: "a", resourceVersion: "4" } })]);

    assert.deepEqual((await informerOf(api)).find("a"), pod("a", "4"));
  });

  it("goes on where it was when the server ends the watch", async () => {
    const { api, nextWatch } = fakeApi([list("5")]);
    await informerOf(api);
    const watch = await nextWatch(1);
    watch.send({ type: "BOOKMARK", object: pod("", "9") });
    watch.end();

    assert.match((await nextWatch(2)).path, /resourceVersion=9/);
  });

  it("lists again when its version is too old, and forgets what is gone", async () => {
    const { api, nextWatch } = fakeApi([list("5", pod("a", "4")), list("50", pod("c", "40"))]);
    const informer = await informerOf(api);
    const watch = await nextWatch(1);
    watch.send({ type: "ERROR", object: { code: 410 } });
    watch.end();

    await nextWatch(2);
    assert.deepEqual([...informer.items.keys()], ["c"]);
  });

  it("is shared by all who watch the same kind and namespace", () => {
    const { api } = fakeApi([list("5")]);
    const informers = new Informers(api, ending.signal);

    assert.equal(informers.get(POD, "shop"), informers.get(POD, "shop"));
    assert.notEqual(informers.get(POD, "shop"), informers.get(POD, "other"));
  });

  it("says when it may not list, instead of asking for ever", async () => {
    const { api } = fakeApi([new ApiError(403, { message: "no", reason: "Forbidden" }, "")]);

    assert.ok((await informerOf(api)).denied);
  });
});
