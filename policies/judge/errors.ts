/** What keeps the judge from judging: shown as one sentence, and exit code 2. */
export class JudgeError extends Error {}
