import type { JobContainer } from "../jobs/manifest.ts";
import type { DegradationSpec } from "../run/plan.ts";

/** What became of one attempt to keep a value in a cache, and to read it back. */
export interface Ask {
  /** `other`: something was said, but not what was to be, such as an error of Redis. */
  outcome: "answered" | "refused" | "other";
  /** Milliseconds on the asker's clock. */
  at: number;
  said: string;
}

export const askerName = "asker";
/** How often a second the cache is asked, at most. */
export const asksPerSecond = 5;

/** Keeps a number and reads it back, again and again, and says of each how it went. */
const ask = `
redis() { timeout -s KILL 2 redis-cli --no-auth-warning -h "$HOST" -p "$PORT" "$@" 2>&1; }
number=0
while :; do
  number=$((number + 1))
  said=$(redis SET "$KEY" "$number" EX 60); code=$?
  [ "$said" = OK ] && { said=$(redis GET "$KEY"); code=$?; }
  case "$code $said" in
    "0 $number") told=a ;;
    137* | *"Connection refused"* | *"Connection reset"* | *"closed the connection"* | \\
      *"timed out"* | *"No route to host"*) told=r ;;
    *) told=o ;;
  esac
  echo "$told $(date +%s%3N) $(echo "$said" | head -n 1 | head -c 200)"
  sleep ${1 / asksPerSecond}
done`;

/** A container that asks the cache as one of its clients. */
export function askerContainer({ cache }: DegradationSpec, key: string): JobContainer {
  const env = { HOST: cache.host, PORT: `${cache.port}`, KEY: key };
  return {
    name: askerName,
    image: cache.image,
    command: ["sh", "-c", ask],
    env: [
      ...Object.entries(env).map(([name, value]) => ({ name, value })),
      { name: "REDISCLI_AUTH", valueFrom: { secretKeyRef: cache.password } },
    ],
    runAsUser: 999, // the image's own user
    resources: {
      requests: { cpu: "50m", memory: "32Mi" },
      limits: { cpu: "300m", memory: "64Mi" },
    },
  };
}

const outcomes: Record<string, Ask["outcome"]> = { a: "answered", r: "refused", o: "other" };

/** Only whole lines: the last one may be under way. */
const complete = (log: string) => log.slice(0, log.lastIndexOf("\n") + 1);

/** The attempts that an asker's log tells of. */
export function readAsks(log: string): Ask[] {
  return [...complete(log).matchAll(/^([aro]) (\d+) ?(.*)$/gm)].map(([, letter, at, said]) => ({
    outcome: outcomes[letter!]!,
    at: Number(at),
    said: said!,
  }));
}

/** One request, as its sender saw it. */
export interface Request {
  /** Milliseconds on the sender's clock. */
  sentAt: number;
  milliseconds: number;
  failed: boolean;
}

/** The requests that a load script's log tells of (`load/lib/record.js`). */
export function readRequests(log: string): Request[] {
  return [...complete(log).matchAll(/^r (\d+) (\d+(?:\.\d+)?) (\d+)$/gm)].map(
    ([, sentAt, milliseconds, status]) => ({
      sentAt: Number(sentAt),
      milliseconds: Number(milliseconds),
      failed: Number(status) === 0 || Number(status) >= 400,
    }),
  );
}
