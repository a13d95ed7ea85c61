#!/bin/sh
# Starts a container: makes a home that is not there yet of the variables, then serves. Arguments are a command, and are run instead.
set -e
program=${SKYBRIDGE_PROGRAM:?}
[ $# -eq 0 ] || exec "$program" "$@"
case $program in
    *-cloud) settings=cloud.json service=serve ;;
    *) settings=agent.json service=run ;;
esac
[ -e "${SKYBRIDGE_HOME:?}/$settings" ] || "$program" init
exec "$program" "$service"
