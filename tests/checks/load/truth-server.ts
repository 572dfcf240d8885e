import { type Server, createServer } from "node:http";

import { end, listening } from "../../helpers/loopback.ts";

/**
 * A server whose latencies and errors are known beforehand, by the count of requests:
 * `/fixed` 20 ms; `/bimodal` 94 % 10 ms and 6 % 200 ms; `/errors` every hundredth a 503;
 * `/stuck` 3 s. Each path also answers what is below it, so that it can be a base URL.
 */
export class TruthServer {
  /** Requests by path, as the server counted them. */
  readonly counts: Record<string, number> = {};
  /** Milliseconds from a request's arrival to its answer, as the server saw them. */
  readonly served: Record<string, number[]> = {};
  readonly #server: Server = createServer((request, response) => {
    const arrived = performance.now();
    const path = request.url!.split("/")[1]!;
    const count = (this.counts[path] = (this.counts[path] ?? 0) + 1);
    const { delay, status = 200 } = behaviour(path, count);
    setTimeout(() => {
      (this.served[path] ??= []).push(performance.now() - arrived);
      response.writeHead(status).end("a body");
    }, delay);
  });

  listen = () => listening(this.#server);
  close = () => end(this.#server);
}

function behaviour(path: string, count: number): { delay: number; status?: number } {
  switch (path) {
    case "bimodal":
      return { delay: count % 50 < 3 ? 200 : 10 };
    case "errors":
      return { delay: 5, status: count % 100 === 0 ? 503 : 200 };
    case "stuck":
      return { delay: 3000 };
    default:
      return { delay: 20 };
  }
}
