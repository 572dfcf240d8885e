import type { JobContainer } from "../jobs/manifest.ts";
import type { Probe, SecretRef } from "../run/plan.ts";

/** How a probe's container tells what it found. */
export const exitCodes = { pass: 0, fail: 1, error: 3 };

/**
 * A conversation is tried again until it works or its time is over: a new pod is known to a
 * network policy a few seconds after it has started. `attempt` sets `said`, and returns 0 when it
 * worked.
 */
const untilItWorks = `
end=$(($(date +%s) + PROBE_SECONDS))
while :; do
  if attempt; then echo "$said"; exit 0; fi
  [ "$(date +%s)" -ge "$end" ] && { echo "$said" | head -c 400; exit 1; }
  sleep 1
done`;

const http = `
attempt() {
  got=$(curl -sS -o - -w '\\n%{http_code}' --max-time 5 "$PROBE_URL" 2>&1) ||
    { said=$(echo "$got" | grep -v '^000$'); return 1; }
  code=$(echo "$got" | tail -n 1)
  [ "$code" = "$PROBE_STATUS" ] || { said="it answered with status $code"; return 1; }
  case "$got" in
    *"$PROBE_BODY"*) said="status $code" ;;
    *) said="status $code, but its body does not contain $PROBE_BODY"; return 1 ;;
  esac
}${untilItWorks}`;

const postgres = `
attempt() {
  number=$(od -A n -N 2 -t u2 /dev/urandom | tr -d ' ')
  said=$(printf '%s\\n' "begin;" \\
    "create temp table shakedown_probe (number integer not null) on commit drop;" \\
    "insert into shakedown_probe values ($number);" "select number from shakedown_probe;" \\
    "commit;" |
    psql -X -q -t -A -v ON_ERROR_STOP=1 2>&1) || return 1
  [ "$said" = "$number" ] || { said="wrote $number and read $said"; return 1; }
  said="wrote and read a row"
}${untilItWorks}`;

const redis = `
key="shakedown:probe:$(head -c 8 /dev/urandom | od -A n -t x1 | tr -d ' \\n')"
ask() { redis-cli --no-auth-warning -h "$PROBE_HOST" -p "$PROBE_PORT" "$@" 2>&1; }
attempt() {
  said=$(ask SET "$key" "$key" EX 60) || return 1
  [ "$said" = OK ] || return 1
  said=$(ask GET "$key")
  [ "$said" = "$key" ] || { said="wrote $key and read $said"; return 1; }
  ask DEL "$key" > /dev/null
  said="wrote and read a key"
}${untilItWorks}`;

/**
 * Refused means refused three times in a row: at first a policy may not know the new pod. A name
 * that does not resolve proves nothing.
 */
const refused = `
command -v curl > /dev/null || { echo "the image has no curl"; exit 3; }
end=$(($(date +%s) + PROBE_SECONDS)); refusals=0
while [ "$refusals" -lt 3 ]; do
  connected=$(curl -s -o /dev/null -w '%{time_connect}' --connect-timeout 2 --max-time 3 \\
    "http://$PROBE_HOST:$PROBE_PORT/"); code=$?
  if [ "$(echo "$connected" | tr -d '0.,')" ]; then
    refusals=0; failure=1; said="it was let through"
  elif [ "$code" = 7 ] || [ "$code" = 28 ]; then
    refusals=$((refusals + 1))
  elif [ "$code" = 6 ]; then
    refusals=0; failure=3; said="$PROBE_HOST does not resolve"
  else
    refusals=0; failure=3; said="curl ended with code $code"
  fi
  if [ "$refusals" = 0 ] && [ "$(date +%s)" -ge "$end" ]; then echo "$said"; exit "$failure"; fi
  sleep 1
done
echo refused`;

const scripts = { http, postgres, redis, refused };
/** The users of the images, official or embedded. */
const users = { http: 101, postgres: 999, redis: 999, refused: 101 };
const resources = {
  requests: { cpu: "10m", memory: "32Mi" },
  limits: { cpu: "200m", memory: "64Mi" },
};

/** The container that makes this probe; it tries for `seconds`. Passwords come by reference. */
export function probeContainer(probe: Probe, name: string, seconds: number): JobContainer {
  const env = [variable("PROBE_SECONDS", seconds), ...environment(probe)];
  const command = ["sh", "-c", scripts[probe.kind]];
  return { name, image: probe.image, command, env, runAsUser: users[probe.kind], resources };
}

function environment(probe: Probe): object[] {
  switch (probe.kind) {
    case "http":
      return [
        variable("PROBE_URL", probe.url),
        variable("PROBE_STATUS", probe.status),
        variable("PROBE_BODY", probe.body ?? ""),
      ];
    case "postgres":
      return [
        variable("PGHOST", probe.host),
        variable("PGPORT", probe.port),
        variable("PGDATABASE", probe.database),
        typeof probe.user === "string"
          ? variable("PGUSER", probe.user)
          : secret("PGUSER", probe.user),
        variable("PGCONNECT_TIMEOUT", 5),
        secret("PGPASSWORD", probe.password),
      ];
    case "redis":
      return [...address(probe), secret("REDISCLI_AUTH", probe.password)];
    case "refused":
      return address(probe);
  }
}

function address({ host, port }: { host: string; port: number }): object[] {
  return [variable("PROBE_HOST", host), variable("PROBE_PORT", port)];
}

function variable(name: string, value: string | number): object {
  return { name, value: `${value}` };
}

function secret(name: string, { name: secretName, key }: SecretRef): object {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
}
