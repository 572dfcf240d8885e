import type { JobContainer } from "../jobs/manifest.ts";
import type { FailoverSpec } from "../run/plan.ts";
import { primaryAt, psqlContainer, rangesIn } from "./psql.ts";

/** Names a table that no other run uses; it lies in the schema of the role's own. */
export const tableOf = ({ login }: FailoverSpec, run: string) => `${login.role}.writes_${run}`;

/**
 * Writes numbers one by one, each in a transaction and a connection of its own, and says of each
 * what it was told: a (acknowledged), r (refused, or it never got through) or u (no answer came).
 */
const write = `
now() { date +%s%3N; }
sql() { timeout -s KILL 4 psql -X -q -v ON_ERROR_STOP=1 -c "$1" 2>&1; }
until said=$(sql "create table if not exists $TABLE (id bigint primary key)"); do
  echo "$said"
  sleep 1
done
id=0
while :; do
  id=$((id + 1))
  said=$(sql "insert into $TABLE values ($id)"); code=$?
  case "$code $said" in
    "0 "*) told=a ;;
    *'connection to server'*failed:* | *'could not translate host name'*) told=r ;;
    "1 "*ERROR:*) told=r ;;
    *) told=u ;;
  esac
  echo "$told $id $(now)"
  [ "$told" = a ] || sleep 0.2
done`;

/** Says which numbers are there, as ranges, and removes the table. */
const readBack = `
sql() { timeout -s KILL 20 psql -X -q -t -A -F - -v ON_ERROR_STOP=1 -c "$1" 2>&1; }
ranges="${rangesIn("$TABLE")}"
tries=0
until found=$(sql "$ranges"); do
  tries=$((tries + 1)); [ "$tries" -lt 30 ] || { echo "$found"; exit 3; }
  sleep 1
done
echo "$found"; echo end
sql "drop table $TABLE" > /dev/null || true`;

export const writerName = "writer";
export const readerName = "reader";

export const writerContainer = (spec: FailoverSpec, table: string) =>
  container(spec, table, writerName, write);
export const readerContainer = (spec: FailoverSpec, table: string) =>
  container(spec, table, readerName, readBack);

function container(
  { image, cluster, login }: FailoverSpec,
  table: string,
  name: string,
  script: string,
): JobContainer {
  const at = primaryAt(cluster.namespace, cluster.name);
  return psqlContainer({
    ...{ name, image, script, login, ...at },
    patience: 1, // an attempt that nobody answers must not hide for long that writes are taken again
    env: { TABLE: table },
  });
}
