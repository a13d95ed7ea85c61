#!/bin/sh
set -e

# On an upgrade the service goes on with what it has in memory until the new program restarts it.
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    deb-systemd-invoke stop PROGRAM.service >/dev/null || true
fi
