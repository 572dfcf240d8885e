/** A proxy before Ollama that counts what passes. Plain Node.js: it runs from a mounted folder. */
import { exporter } from "./server.ts";

const { UPSTREAM = "http://127.0.0.1:11435", MODELS = "", PRELOAD = "" } = process.env;
const { CLIENTS_PORT = "11434", WATCHERS_PORT = "9464", MOST = "Infinity" } = process.env;
const list = (text: string) => text.split(",").filter(Boolean);

const { clients, watchers } = exporter({
  upstream: new URL(UPSTREAM),
  models: list(MODELS),
  preload: list(PRELOAD),
  most: Number(MOST),
  // The last words of a container are shown wherever its pod is; a probe's are not.
  giveUp: (why) => {
    console.error(why);
    process.exit(1);
  },
});
clients.listen(Number(CLIENTS_PORT));
watchers.listen(Number(WATCHERS_PORT));

process.on("SIGTERM", () => {
  // Answers that are under way come to their end; nobody new is let in.
  clients.close(() => {
    // Whoever waits for that is told.
    watchers.close(() => process.exit(0));
    watchers.closeIdleConnections();
  });
  clients.closeIdleConnections();
});
