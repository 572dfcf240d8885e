import type { JobContainer } from "../jobs/manifest.ts";
import type { Login, VectorsSpec } from "../run/plan.ts";
import { psqlContainer, untilLetIn } from "./psql.ts";

/**
 * Vectors around a hundred centres, spread less in each further dimension, as texts on a hundred
 * subjects would be. The same for every run.
 */
const near = (dimensions: number) =>
  `(select array_agg(x + 2 * random_normal() / sqrt(j))
     from unnest(centre) with ordinality as each (x, j))::vector(${dimensions})`;

/**
 * Makes a data set, searches it by index and in full, and says how the two compare. Few vectors are
 * sooner read in full, so each way is ruled out while the other is measured.
 */
export function trial({ dimensions, index, data, neighbours }: VectorsSpec): string {
  const search = `select id from trial order by embedding <=> $1 limit ${neighbours}`;
  return `
select setseed(0.42) as seed \\gset
create temp table centres as
  select c, (select array_agg(random_normal()) from generate_series(1, ${dimensions} + 0 * c)) as centre
  from generate_series(0, 99) as c;
create temp table trial as
  select id, ${near(dimensions)} as embedding
  from generate_series(1, ${data.rows}) as id join centres on c = id % 100;
create temp table asked as
  select id, ${near(dimensions)} as embedding
  from generate_series(1, ${data.queries}) as id join centres on c = id % 100;
create temp table outcome (name text, value float8);
do $body$
declare
  question vector; line text; began timestamptz; found int[]; truth int[];
  hits float8 := 0; indexed float8 := 1; quick float8[] := '{}'; full_scan float8[] := '{}';
begin
  began := clock_timestamp();
  create index on trial using hnsw (embedding vector_cosine_ops)
    with (m = ${index.m}, ef_construction = ${index.efConstruction});
  analyze trial;
  insert into outcome values ('build', extract(epoch from clock_timestamp() - began));
  for question in select embedding from asked loop
    perform set_config('enable_seqscan', 'off', true);
    began := clock_timestamp();
    execute 'select array(${search})' using question into found;
    quick := quick || 1000 * extract(epoch from clock_timestamp() - began)::float8;
    perform set_config('enable_seqscan', 'on', true);
    perform set_config('enable_indexscan', 'off', true);
    began := clock_timestamp();
    execute 'select array(${search})' using question into truth;
    full_scan := full_scan || 1000 * extract(epoch from clock_timestamp() - began)::float8;
    perform set_config('enable_indexscan', 'on', true);
    hits := hits + (select count(*) from unnest(found) as f where f = any (truth));
  end loop;
  perform set_config('enable_seqscan', 'off', true);
  execute 'explain (format json) ${search}' using question into line;
  if line not like '%"Index Scan"%' then indexed := 0; end if;
  insert into outcome values ('recall', hits / ${data.queries * neighbours}), ('indexed', indexed),
    ('quick', (select percentile_disc(0.95) within group (order by t) from unnest(quick) as t)),
    ('full', (select percentile_disc(0.95) within group (order by t) from unnest(full_scan) as t));
end $body$;
select name || ' ' || round(value::numeric, 4) from outcome;
`;
}

/** Writes a vector to the store and searches for it, and leaves nothing behind. */
export function visit({ dimensions, table }: VectorsSpec): string {
  const question = `(select array_agg(sin(j))::vector(${dimensions}) from generate_series(1, ${dimensions}) as j)`;
  return `
begin;
insert into ${table} (content, embedding) values ('shakedown', ${question});
select 'found ' || (content = 'shakedown')::int from ${table}
  order by embedding <=> ${question} limit 1;
rollback;
`;
}

/** A container that runs `sql` as a role, trying again only until it is let through to the server. */
export function sqlContainer(
  name: string,
  sql: string,
  spec: VectorsSpec,
  login: Login,
): JobContainer {
  const { image, host, port } = spec;
  const script = `
${untilLetIn(10)}
echo "$SQL" | psql -X -q -t -A -v ON_ERROR_STOP=1 2>&1`;
  return psqlContainer({
    ...{ name, image, script, host, port, login, patience: 3 },
    env: { SQL: sql },
  });
}
