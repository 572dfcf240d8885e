import { type JobContainer, secretVolume } from "../jobs/manifest.ts";
import type { RotationSpec } from "./rotation-spec.ts";

const files = "/run/secrets/shakedown";
export const serviceFile = "pg_service.conf";

/**
 * Asks again and again, each time over a new connection, with the login that the mounted Secret
 * holds at that moment. Says of each request that it was answered (a), as which login, and whether
 * the login that goes may still log in; or that it failed (f), and why. Now and then it tries the
 * login that it found at first, and says what became of that (o).
 */
const load = `
ask() { timeout -s KILL 10 psql -X -q -t -A -F ' ' -v ON_ERROR_STOP=1 -c "$1" 2>&1; }
line() { echo "$said" | tr '\\n' ' ' | head -c 300; echo; }
first=$(cat "$PGSERVICEFILE")
of() { echo "$first" | sed -n "s/^$1=//p"; }
old_user=$(of user); old_password=$(of password)
until said=$(ask "select"); do # a new pod is known to a network policy a few seconds after its start
  printf 'w '; line
  sleep 1
done
echo "l $old_user"
stale() {
  unset PGSERVICE
  export PGUSER="$old_user" PGPASSWORD="$old_password"
  if said=$(ask "select"); then echo "o accepted"; return; fi
  case "$said" in
    *'authentication failed'* | *'not permitted to log in'*) echo "o refused" ;;
    *) printf 'o unclear '; line ;;
  esac
}
n=0
while :; do
  n=$((n + 1))
  if said=$(ask "$STATEMENT"); then echo "a $(echo "$said" | tail -n 1)"
  else printf 'f '; line; fi
  [ $((n % 10)) = 0 ] && (stale)
  sleep 0.1
done`;

/** A client of the role on one of its ways. */
export function clientContainer(spec: RotationSpec, way: RotationSpec["ways"][number]) {
  const { image, login, from, statement, service } = spec;
  const told = `select session_user, rolcanlogin from pg_roles where rolname = '${from}'`;
  const env = {
    STATEMENT: `${statement}; ${told}`,
    PGHOST: way.host,
    PGPORT: `${way.port}`,
    PGDATABASE: login.database,
    PGSSLMODE: "require",
    PGCONNECT_TIMEOUT: "5",
    PGSERVICEFILE: `${files}/${serviceFile}`,
    PGSERVICE: service,
  };
  return {
    name: way.name,
    image,
    command: ["sh", "-c", load],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    runAsUser: 999, // the image's own user
    resources: {
      requests: { cpu: "50m", memory: "64Mi" },
      limits: { cpu: "500m", memory: "128Mi" },
    },
    volumeMounts: [{ name: secretVolume, mountPath: files, readOnly: true }],
  } satisfies JobContainer;
}

/** What a client told on one way. */
export interface Told {
  /** Login that it found at first. @default - it has not come through yet */
  first?: string;
  answered: number;
  /** Login of the last request that was answered, and whether the one that goes may still log in. */
  last?: { login: string; open: boolean };
  /** Why requests failed, one each. */
  failed: string[];
  /** What became of the first login's password when it was tried, each time. */
  old: ("accepted" | "refused" | "unclear")[];
  /** Why it has not come through yet. */
  waiting?: string;
}

/** What the log of a client tells; a last line cut short is left out. */
export function readTold(log: string): Told {
  const told: Told = { answered: 0, failed: [], old: [] };
  for (const line of log.split("\n").slice(0, -1)) {
    const [, kind, rest] = /^([alfow]) (.*)$/.exec(line) ?? [];
    if (kind === "w") told.waiting = rest!.trim();
    if (kind === "l") told.first = rest;
    if (kind === "f") told.failed.push(rest!.trim());
    if (kind === "o") told.old.push(rest!.split(" ")[0] as Told["old"][number]);
    const [, login, open] = (kind === "a" && /^(\S+) ([tf])$/.exec(rest!)) || [];
    if (!login) continue;
    told.answered++;
    told.last = { login, open: open === "t" };
  }
  return told;
}
