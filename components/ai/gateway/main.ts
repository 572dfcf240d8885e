/** One address for several language models. Plain Node.js: it runs from a mounted folder. */
import { gateway } from "./gateway.ts";

const {
  ENDPOINTS = "[]",
  TOKEN_SECONDS = "30",
  FAILURES = "3",
  PAUSE_SECONDS = "30",
} = process.env;
const { CLIENTS_PORT = "8080", WATCHERS_PORT = "9464" } = process.env;

const { clients, watchers } = gateway({
  endpoints: JSON.parse(ENDPOINTS),
  tokenSeconds: Number(TOKEN_SECONDS),
  breaker: { failures: Number(FAILURES), pauseMilliseconds: Number(PAUSE_SECONDS) * 1000 },
});
clients.listen(Number(CLIENTS_PORT));
watchers.listen(Number(WATCHERS_PORT));

process.on("SIGTERM", () => {
  clients.close(() => process.exit(0));
  clients.closeIdleConnections();
});
