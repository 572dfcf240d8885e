import { database, owner, reader, writer } from "./postgres-roles.ts";

export interface VectorShape {
  dimensions: number;
  /** Neighbours that each vector is linked to, and that are looked at when it is put in. */
  m: number;
  efConstruction: number;
  /** Neighbours that a search looks at: more of them find more, and take longer. */
  efSearch: number;
}

const schema = "vectors";
/** Where texts and their vectors lie. */
export const table = `${schema}.documents`;

/**
 * Brings the store to its shape, from whichever it has; run by the owner, as often as one likes.
 * An index of another build is made anew; vectors of another size are data, and are refused.
 */
export function schemaStatements({ dimensions, m, efConstruction, efSearch }: VectorShape): string {
  const index = `documents_m${m}_ef${efConstruction}`;
  return `
set client_min_messages = warning;
set role ${owner};
create schema if not exists ${schema};
grant usage on schema ${schema} to ${writer}, ${reader};
create table if not exists ${table} (
  id bigint generated always as identity primary key,
  content text not null,
  metadata jsonb not null default '{}',
  embedding vector(${dimensions}) not null
);
do $body$
declare has int; other text;
begin
  select atttypmod into has from pg_attribute
    where attrelid = '${table}'::regclass and attname = 'embedding';
  if has <> ${dimensions} then
    raise exception 'data.vectors.dimensions is ${dimensions}: % is needed, ${table} holds such', has;
  end if;
  create index if not exists ${index} on ${table} using hnsw (embedding vector_cosine_ops)
    with (m = ${m}, ef_construction = ${efConstruction});
  for other in select indexname from pg_indexes
    where schemaname = '${schema}' and indexname like 'documents\\_m%' and indexname <> '${index}'
  loop
    execute format('drop index ${schema}.%I', other);
  end loop;
end $body$;
alter database ${database} set hnsw.ef_search = ${efSearch};
`;
}
