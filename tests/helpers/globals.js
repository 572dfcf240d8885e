/** Names that Node.js and mocha put into scope; the linter reads them. */
const names = [
  ..."AbortController AbortSignal Buffer URL URLSearchParams TextDecoder TextEncoder".split(" "),
  ..."clearInterval clearTimeout console fetch performance process queueMicrotask".split(" "),
  ..."setImmediate setInterval setTimeout structuredClone".split(" "),
  ..."after afterEach before beforeEach describe it".split(" "),
];
export default Object.fromEntries(names.map((name) => [name, "readonly"]));
