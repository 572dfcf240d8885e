#!/bin/sh
# Starts PostgreSQL, after making a database cluster where PGDATA holds none. Understands of the
# official image's variables: PGDATA, POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD(_FILE),
# POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD.
set -eu

case "${1:-}" in
  "" | -*) set -- postgres "$@" ;;
esac
if [ "$1" != postgres ] || [ -s "$PGDATA/PG_VERSION" ]; then
  exec "$@"
fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
  POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
fi
if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "$method" != trust ]; then
  echo "no password: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE" >&2
  exit 1
fi

# A cluster counts only when it is complete. What lies beside a draft came out of that draft when
# its container was killed, and is made anew; anything else is somebody's.
mkdir -p "$PGDATA"
draft=$PGDATA/.draft
present=$(find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name lost+found)
if [ -d "$draft" ]; then
  find "$PGDATA" -mindepth 1 -maxdepth 1 ! -name lost+found ! -name .draft -exec rm -rf {} +
  rm -rf "$draft"
elif [ -n "$present" ]; then
  echo "PGDATA is $PGDATA: it is not empty and holds no database cluster" >&2
  exit 1
fi
mkdir -m 0700 "$draft"
passwords=$(mktemp)
trap 'rm -f "$passwords"' EXIT
printf '%s\n' "${POSTGRES_PASSWORD:-}" >"$passwords"
# shellcheck disable=SC2086 # several options in one variable
if [ -n "${POSTGRES_PASSWORD:-}" ]; then
  initdb --username="$user" --pwfile="$passwords" --auth-local=trust --auth-host="$method" \
    --encoding=UTF8 --locale=C.UTF-8 --pgdata="$draft" ${POSTGRES_INITDB_ARGS:-}
else
  initdb --username="$user" --auth-local=trust --auth-host="$method" \
    --encoding=UTF8 --locale=C.UTF-8 --pgdata="$draft" ${POSTGRES_INITDB_ARGS:-}
fi
echo "host all all all $method" >>"$draft/pg_hba.conf"

# Nobody but this script can reach the server while it is being filled.
sockets=$(mktemp -d)
pg_ctl --pgdata="$draft" --wait --options="-c listen_addresses='' -k '$sockets'" start
fill() {
  psql --set=ON_ERROR_STOP=1 --no-psqlrc --host="$sockets" --username="$user" "$@"
}
if [ "$database" != postgres ]; then
  echo 'CREATE DATABASE :"name"' | fill --dbname=postgres --set=name="$database"
fi
for script in /docker-entrypoint-initdb.d/*.sql; do
  [ -e "$script" ] || continue
  echo "running $script"
  fill --dbname="$database" --file="$script"
done
pg_ctl --pgdata="$draft" --mode=fast --wait stop
rmdir "$sockets"

rm -f "$passwords"
unset POSTGRES_PASSWORD
for entry in "$draft"/*; do
  [ "${entry##*/}" = PG_VERSION ] || mv "$entry" "$PGDATA/"
done
mv "$draft/PG_VERSION" "$PGDATA/"
rmdir "$draft"
chmod 0700 "$PGDATA" 2>/dev/null || true
exec "$@"
