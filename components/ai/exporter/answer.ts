/** What an answer says of itself, read as it passes by. */
export interface Answered {
  promptTokens?: number;
  generatedTokens?: number;
  tokensPerSecond?: number;
}

interface Last {
  done?: boolean;
  prompt_eval_count?: number;
  eval_count?: number;
  eval_duration?: number;
  usage?: { prompt_tokens?: number; completion_tokens?: number } | null;
}

/** Longest line that is looked at. */
const most = 4 * 2 ** 20;

/**
 * Follows the lines of an answer: JSON by lines, server-sent events, or one JSON. Only the lines
 * that carry counts are parsed, so following costs next to nothing.
 */
export class AnswerReader {
  #pending: Buffer[] = [];
  #length = 0;
  #found: Answered = {};

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, end));
      this.#line();
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** Counts of the whole answer, once it has ended. */
  end(): Answered {
    this.#line();
    return this.#found;
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#length > most) return;
    this.#pending.push(part);
    this.#length += part.length;
  }

  #line(): void {
    const line = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#length = 0;
    if (!line.includes('"done":true') && !line.includes('_count"') && !line.includes('"usage"')) {
      return;
    }
    const text = line.toString("utf8").replace(/^data: /, "");
    try {
      this.#found = { ...this.#found, ...countsOf(JSON.parse(text) as Last) };
    } catch {
      // not JSON, or cut short: it has no counts
    }
  }
}

function countsOf({ prompt_eval_count, eval_count, eval_duration, usage }: Last): Answered {
  const promptTokens = prompt_eval_count ?? usage?.prompt_tokens;
  const generatedTokens = eval_count ?? usage?.completion_tokens;
  const rate = eval_count && eval_duration ? eval_count / (eval_duration / 1e9) : undefined;
  return {
    ...(promptTokens !== undefined && { promptTokens }),
    ...(generatedTokens !== undefined && { generatedTokens }),
    ...(rate !== undefined && { tokensPerSecond: rate }),
  };
}
