const asking = new Set([
  "/api/generate",
  "/api/chat",
  "/api/embed",
  "/api/embeddings",
  "/v1/chat/completions",
  "/v1/completions",
  "/v1/embeddings",
]);

const looking = new Set(["/", "/api/version", "/api/tags", "/api/ps", "/api/show", "/v1/models"]);

/** Models are what the volume holds: whoever may ask one may not make, fetch or remove another. */
const managing = /^\/api\/(pull|push|create|copy|delete|blobs)(\/|$)/;

export interface Route {
  /** Low in cardinality: what is not known is `other`. */
  label: string;
  /** It asks a model, and takes a place in the queue. */
  asks: boolean;
  refused: boolean;
}

/** What a path is to the exporter. */
export function routeOf(url: string): Route {
  const path = plain(url);
  const known = asking.has(path) || looking.has(path);
  return { label: known ? path : "other", asks: asking.has(path), refused: managing.test(path) };
}

/** A path as Ollama reads it: decoded, without dots, doubled slashes, query or slash at its end. */
function plain(url: string): string {
  const resolved = URL.parse(url.replace(/^\/+/, "/"), "http://ollama")?.pathname ?? "/";
  try {
    return decodeURIComponent(resolved)
      .replace(/\/{2,}/g, "/")
      .replace(/(?<=.)\/$/, "");
  } catch {
    return "/not-a-path"; // Ollama refuses it, too
  }
}

/** The model that the beginning of a request's body names. */
export function modelIn(body: string): string | undefined {
  const found = /"model"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1];
  return found === undefined ? undefined : withTag(found);
}

/** Ollama takes a name without a tag for `latest`. */
export function withTag(model: string): string {
  return /:[^/]*$/.test(model) ? model : `${model}:latest`;
}
