import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Has a server listen on loopback, at a port that was free, and gives its address. */
export async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a server, and every connection to it. */
export async function end(server: Server): Promise<void> {
  const ended = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await ended;
}

/** Runs `work` with the address of a server, which ends with it. */
export async function withServer<T>(server: Server, work: (url: string) => Promise<T>): Promise<T> {
  const url = await listening(server);
  try {
    return await work(url);
  } finally {
    await end(server);
  }
}

/** An address on loopback where nobody listens. */
export async function nobody(): Promise<string> {
  return withServer(createServer(), async (url) => url);
}
