import { type JobContainer, sharedVolume } from "../jobs/manifest.ts";
import { psqlContainer, untilLetIn } from "../data/psql.ts";
import type { TextsSpec } from "../run/plan.ts";

/** Where the containers of the pod hand the vectors over. */
export const sharedFolder = "/shared";
/** Neighbours that a search asks for, beside the text itself. */
export const neighbours = 10;

/** Rows of a check: those of others, and of its own earlier run that was killed, are told apart. */
const own = (mark: string) => `metadata ->> 'shakedown' = '${mark}'`;

/**
 * Searches the neighbours of each text twice: by the index, and in full. A hundred texts are fewer
 * than the planner would use an index for, so it is told to.
 */
export function searches(table: string, mark: string): string {
  const name = `case when ${own(mark)} then metadata ->> 'id' else 'other' end`;
  const search = (how: string) => `
select '${how}', asked.metadata ->> 'id', string_agg(name || ':' || distance, ',' order by distance)
from ${table} as asked cross join lateral (
  select ${name} as name, round((embedding <=> asked.embedding)::numeric, 6) as distance
  from ${table} order by embedding <=> asked.embedding limit ${neighbours + 1}
) as near
where asked.${own(mark)} group by asked.id, 2`;
  return `
set enable_seqscan = off;
explain ${search("index")};
${search("index")};
set enable_seqscan = on;
set enable_indexscan = off;
${search("scan")};
select 'stored', count(*) from ${table} where ${own(mark)};
`;
}

/**
 * A container that waits for vectors from its neighbour, puts them into the store, searches them in
 * a further session, and takes them out again, however it ends.
 */
export function storeContainer(name: string, mark: string, spec: TextsSpec): JobContainer {
  const { store, timeoutSeconds } = spec;
  const { image, host, port, login, table } = store;
  const copy = `\\copy ${table} (content, metadata, embedding) from '${sharedFolder}/texts'`;
  const script = `
exec 2>&1
ask() { psql -X -q -t -A -F ' ' -v ON_ERROR_STOP=1 "$@"; }
tries=0
until [ -e ${sharedFolder}/texts ]; do
  [ "$tries" -lt ${timeoutSeconds - 30} ] || { echo "no vectors came"; exit 1; }
  tries=$((tries + 1)); sleep 1
done
[ -s ${sharedFolder}/texts ] || exit 0
${untilLetIn(20)}
trap 'ask -c "$REMOVE"' EXIT
trap 'exit 143' TERM
ask -1 -c "$REMOVE" -c "$COPY" || exit 1
echo "$SEARCH" | ask`;
  const container = psqlContainer({
    ...{ name, image, script, host, port, login, patience: 3 },
    env: {
      REMOVE: `delete from ${table} where ${own(mark)}`,
      COPY: copy,
      SEARCH: searches(table, mark),
    },
  });
  const mount = { name: sharedVolume, mountPath: sharedFolder, readOnly: true };
  return { ...container, volumeMounts: [mount] };
}
