/** What Ollama's exporter tells, as far as checks ask. */
export interface Scraped {
  /** Names of stored models, memory of those that are loaded, and how much of it is on GPUs. */
  present: string[];
  loaded: Record<string, number>;
  onGpus: Record<string, number>;
  /** Questions that were answered with status 200. */
  answered: number;
  /** The same questions by the status of their answer, refused ones too. */
  codes: Record<string, number>;
  /** Sum of times to a first token, and their number; the same of speeds. */
  firstToken: Total;
  speed: Total;
}

export interface Total {
  sum: number;
  count: number;
}

/** Routes that ask a model for words. */
const asking = /(\/completions|\/generate|\/chat)$/;

interface Series {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads the metrics at `http://host:port`; throws what is wrong with them. */
export async function scrape(watchers: string): Promise<Scraped> {
  const got = await fetch(`${watchers}/metrics`, { signal: AbortSignal.timeout(5000) });
  if (!got.ok) throw new Error(`its metrics have status ${got.status}`);
  const all = seriesIn(await got.text());
  const named = (name: string) => all.filter((each) => each.name === `ollama_${name}`);
  const sum = (series: Series[]) => series.reduce((total, { value }) => total + value, 0);
  const total = (name: string) => ({
    sum: sum(named(`${name}_sum`)),
    count: sum(named(`${name}_count`)),
  });
  const ofModels = (name: string) =>
    named(name).map(({ labels: { model = "" }, value }) => [model, value] as const);
  const asked = named("requests_total").filter(({ labels: { route = "" } }) => asking.test(route));
  const codes: Record<string, number> = {};
  for (const { labels, value } of asked) {
    codes[labels["code"]!] = (codes[labels["code"]!] ?? 0) + value;
  }
  return {
    present: ofModels("model_present").map(([model]) => model),
    loaded: Object.fromEntries(ofModels("model_memory_bytes")),
    onGpus: Object.fromEntries(ofModels("model_vram_bytes")),
    ...{ answered: codes["200"] ?? 0, codes },
    firstToken: total("time_to_first_token_seconds"),
    speed: total("generated_tokens_per_second"),
  };
}

function seriesIn(text: string): Series[] {
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = "", inside = "", value]) => ({
      name,
      labels: Object.fromEntries(
        [...inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, word]) => [key, word]),
      ),
      value: Number(value),
    }),
  );
}

/** What came between two readings; means are undefined where nothing did. */
export function between(before: Scraped, after: Scraped) {
  const mean = (key: "firstToken" | "speed") => {
    const count = after[key].count - before[key].count;
    return count > 0 ? (after[key].sum - before[key].sum) / count : undefined;
  };
  return {
    ...{ present: after.present, loaded: after.loaded, onGpus: after.onGpus },
    answered: after.answered - before.answered,
    ...{ firstTokenSeconds: mean("firstToken"), tokensPerSecond: mean("speed") },
  };
}
