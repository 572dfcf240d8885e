import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";

import { Api } from "../../../../../embedded/plugins/kubernetes/client/api.ts";
import { loadAccess } from "../../../../../embedded/plugins/kubernetes/client/kubeconfig.ts";
import { proxyOf } from "../../../../../embedded/plugins/kubernetes/client/proxy.ts";
import { withFakeApi } from "../../../../helpers/fake-api.ts";
import { withServer } from "../../../../helpers/loopback.ts";

const server = "https://api.shop.example:6443";
const through = (env: NodeJS.ProcessEnv, stated?: string, to = server) =>
  proxyOf(to, stated, env)?.href;

/** A proxy on loopback that opens tunnels, or refuses them with a status. */
async function withProxy(status: number, work: (url: string, asked: string[]) => Promise<void>) {
  const asked: string[] = [];
  const proxy = createServer().on("connect", (request, client) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    client.on("error", () => undefined);
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = request.url!.split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    target.on("error", () => client.destroy());
  });
  await withServer(proxy, (url) => work(new URL(url).host, asked));
}

describe("the proxy in front of an API server", () => {
  it("is the kubeconfig's, else the environment's for the kind of address", () => {
    const env = { HTTPS_PROXY: "http://secure.example:3128", http_proxy: "plain.example:80" };

    assert.equal(through(env, "http://stated.example:1"), "http://stated.example:1/");
    assert.equal(through(env), "http://secure.example:3128/");
    assert.equal(through(env, "", "http://api.example"), "http://plain.example/");
    assert.equal(through({}), undefined);
  });

  it("is passed by for loopback and for what NO_PROXY lists", () => {
    const passed = (list: string, to = server) =>
      through({ HTTPS_PROXY: "http://p.example", NO_PROXY: list }, "", to) === undefined;

    assert.ok(passed("", "https://127.0.0.1:6443"));
    for (const list of [
      "*",
      "other.example, shop.example",
      ".shop.example",
      "api.shop.example:6443",
    ])
      assert.ok(passed(list), list);
    for (const list of ["hop.example", "api.shop.example:443", "10.0.0.0/8"])
      assert.ok(!passed(list), list);
    assert.ok(passed("10.0.0.0/8", "https://10.1.2.3"));
    assert.ok(!passed("10.0.0.0/8", "https://11.1.2.3"));
  });

  it("is refused when it is of a kind that is not spoken", () => {
    assert.throws(() => through({}, "socks5://p.example:1080"), /socks5:.*one of http or https/);
    assert.throws(() => through({}, "://"), /":\/\/" is no address/);
  });

  it("carries every request, and is shown who asks", () =>
    withFakeApi({ version: { gitVersion: "v1" } }, (kubeconfig, seen) =>
      withProxy(200, async (proxy, asked) => {
        const access = await loadAccess({ kubeconfig });
        const api = new Api({ ...access, proxy: new URL(`http://me:se%20cret@${proxy}`) });

        assert.deepEqual(await api.probe("/version"), { gitVersion: "v1" });
        api.close();

        assert.deepEqual(seen, ["GET version"]);
        const pair = Buffer.from("me:se cret").toString("base64");
        assert.deepEqual(asked, [`${new URL(access.server).host} Basic ${pair}`]);
      }),
    ));

  it("is named, without its password, when it does not lead to the server", () =>
    withFakeApi({}, (kubeconfig) =>
      withProxy(403, async (proxy) => {
        const access = await loadAccess({ kubeconfig });
        const api = new Api({ ...access, proxy: new URL(`http://me:secret@${proxy}`) });

        const said = await api.probe("/version").catch((error: Error) => error.message);
        api.close();

        assert.match(said, /the proxy http:\/\/127\.0\.0\.1:\d+ does not lead to .* answers 403/);
      }),
    ));
});
