import type { JobContainer } from "../jobs/manifest.ts";
import type { RestoreSpec } from "../run/plan.ts";
import { primaryAt, psqlContainer, rangesIn } from "./psql.ts";

const session = `
sql() { timeout -s KILL 10 psql -X -q -t -A -F ' ' -v ON_ERROR_STOP=1 -c "$1" 2>&1; }
patiently() {
  tries=0
  until said=$(sql "$1"); do
    tries=$((tries + 1)); [ "$tries" -lt 30 ] || { echo "$said"; exit 3; }
    sleep 1
  done
}`;

/**
 * Writes rows, and says how old the oldest is that no archived file holds (x). Then it says when
 * that was (t), deletes all of them, and waits until the deletion is archived too: a copy as of that
 * time has to be found between the two.
 */
const write = `${session}
patiently "drop table if exists $TABLE" # of a run that was killed
patiently "create table $TABLE (
  id bigint primary key, at timestamptz not null default clock_timestamp(),
  file text not null default pg_walfile_name(pg_current_wal_insert_lsn()))"
open="select round(coalesce(extract(epoch from clock_timestamp() - min(at)), 0), 2) from $TABLE
  where file > (select left(coalesce(last_archived_wal, ''), 24) from pg_stat_archiver)"
archived="select count(*) from pg_stat_archiver where left(last_archived_wal, 24) >= '"
id=0; end=$(($(date +%s) + WRITE_SECONDS))
while [ "$(date +%s)" -lt "$end" ]; do
  id=$((id + 1))
  said=$(sql "insert into $TABLE values ($id)") && echo "a $id $(date +%s%3N)" || echo "$said"
  [ $((id % 5)) = 0 ] && { said=$(sql "$open") && echo "x $said" || echo "$said"; }
  sleep 0.1
done
patiently "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
echo "t $said+00"
sleep 1
patiently "delete from $TABLE"
patiently "select pg_walfile_name(pg_current_wal_insert_lsn())"; file=$said
tries=0
until [ "$(sql "$archived$file'")" = 1 ]; do
  tries=$((tries + 1))
  [ "$tries" -lt "$PATIENCE" ] || {
    echo "$file was not archived: $(sql "select last_failed_wal, last_failed_time from pg_stat_archiver")"
    exit 3
  }
  sleep 1
done
echo end`;

/** Says which rows are there, as ranges. */
const read = `${session}
patiently "${rangesIn("$TABLE")}"
echo "$said" | tr ' ' -; echo end`;

const sweep = `${session}
patiently "drop table if exists $TABLE"; echo end`;

const scripts = { write, read, sweep };

/** How long the writer waits for the deletion to be archived, in tries of a second and more. */
const patience = ({ archiveSeconds }: RestoreSpec) => archiveSeconds + 60;
export const writeSeconds = ({ archiveSeconds }: RestoreSpec) => archiveSeconds + 10;
/** Longest time that the writer's Job may take. */
export const writerTimeout = (spec: RestoreSpec) => writeSeconds(spec) + 2 * patience(spec) + 60;

/** A container that runs one of the scripts against the cluster of that name. */
export function restoreContainer(
  script: keyof typeof scripts,
  spec: RestoreSpec,
  table: string,
  cluster: string,
): JobContainer {
  const { image, login } = spec;
  return psqlContainer({
    ...{ name: script, image, script: scripts[script], login, patience: 3 },
    ...primaryAt(spec.cluster.namespace, cluster),
    env: { TABLE: table, WRITE_SECONDS: `${writeSeconds(spec)}`, PATIENCE: `${patience(spec)}` },
  });
}
