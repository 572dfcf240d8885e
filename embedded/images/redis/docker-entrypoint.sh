#!/bin/sh
# Options and configuration files alone mean the server.
set -eu

case "${1:-}" in
  -* | *.conf) set -- redis-server "$@" ;;
esac
exec "$@"
