#!/bin/sh
# Root works as the service's own user, so that everything in the home stays the service's. A home that is named is left alone.
program=/usr/lib/PROGRAM/PROGRAM
for argument; do
    case $argument in --home | --home=*) exec "$program" "$@" ;; esac
done
if [ "$(id -u)" = 0 ] && [ -z "${SKYBRIDGE_HOME:-}" ]; then
    SKYBRIDGE_HOME=/var/lib/PROGRAM
    export SKYBRIDGE_HOME
    exec runuser -u PROGRAM -- "$program" "$@"
fi
exec "$program" "$@"
