#!/bin/sh
set -e

# Of a removed package only the home and the user that owns it stay; of a purged one nothing.
if [ "$1" = remove ] || [ "$1" = purge ]; then
    if [ -x /usr/bin/deb-systemd-helper ]; then
        deb-systemd-helper disable PROGRAM.service >/dev/null || true
        deb-systemd-helper purge PROGRAM.service >/dev/null || true
        deb-systemd-helper unmask PROGRAM.service >/dev/null || true
    fi
    if [ -d /run/systemd/system ]; then
        systemctl --system daemon-reload >/dev/null || true
    fi
fi

if [ "$1" = purge ]; then
    rm -rf /var/lib/PROGRAM
    rm -f /etc/default/PROGRAM
    if getent passwd PROGRAM >/dev/null; then
        if [ -x /usr/sbin/deluser ]; then
            deluser --quiet --system PROGRAM >/dev/null || true
        else
            userdel PROGRAM || true
        fi
    fi
fi
