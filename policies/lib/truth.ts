/** Answer to a yes-or-no question in a preview, where the values that it hinges on may be unknown. */
export type Truth = "yes" | "no" | "unknown";

/** An answer, or how to find it: later ones are not asked when earlier ones decide. */
export type Question = Truth | (() => Truth);

/** Yes when every question is a yes, no as soon as one is a no; unknown when only unknowns stand between. */
export function all(questions: readonly Question[]): Truth {
  return decide(questions, "no", "yes");
}

/** Yes as soon as one question is a yes, no when every one is a no; unknown otherwise. */
export function any(questions: readonly Question[]): Truth {
  return decide(questions, "yes", "no");
}

/** The opposite answer; unknown stays unknown. */
export function not(answer: Truth): Truth {
  return answer === "unknown" ? answer : answer === "yes" ? "no" : "yes";
}

function decide(questions: readonly Question[], decisive: Truth, otherwise: Truth): Truth {
  let result = otherwise;
  for (const question of questions) {
    const answer = typeof question === "function" ? question() : question;
    if (answer === decisive) return decisive;
    if (answer === "unknown") result = "unknown";
  }
  return result;
}
