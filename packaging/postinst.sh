#!/bin/sh
set -e

user=PROGRAM home=/var/lib/PROGRAM unit=PROGRAM.service
case "$1" in
    configure | abort-upgrade | abort-deconfigure | abort-remove) ;;
    *) exit 0 ;;
esac

adduser --quiet --system --group --home "$home" --no-create-home --gecos "Skybridge service" "$user"
# A home that is there keeps what it is; it is the service's in any case.
if [ ! -d "$home" ]; then
    install -d -o "$user" -g "$user" -m 0700 "$home"
fi

deb-systemd-helper unmask "$unit" >/dev/null || true
if deb-systemd-helper --quiet was-enabled "$unit"; then
    deb-systemd-helper enable "$unit" >/dev/null || true
else
    deb-systemd-helper update-state "$unit" >/dev/null || true
fi

# Where nothing was set up yet, the unit's condition keeps it from starting.
if [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload >/dev/null || true
    if [ -n "$2" ]; then
        deb-systemd-invoke restart "$unit" >/dev/null || true
    else
        deb-systemd-invoke start "$unit" >/dev/null || true
    fi
fi
