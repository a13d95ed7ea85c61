# A machine with a real systemd on top of this host's disk, of which it changes nothing: what it writes is in memory, and goes with its last process.
#   machine.sh disk FOLDER    makes the disk in FOLDER, and holds it; run in a mount namespace of its own
#   machine.sh boot FOLDER    boots the machine as process 1; run in the disk's mount namespace, and in pid, uts and ipc namespaces of its own
#   machine.sh sweep FOLDER   removes the control groups of a machine that is off; run as boot is
#   machine.sh within FOLDER  the second half of boot
set -eu

disk() {
    mount --make-rprivate /
    mount -t tmpfs -o mode=755 tmpfs "$disk"
    cd "$disk"
    mkdir up work root cgroup packages
    # Packages are large: they stay where their folder is.
    mount --bind "$disk-packages" packages
    : >console
    mount -t cgroup2 cgroup2 cgroup
    printf 'skybridge-lab-%s' "$(stat -L -c %i /proc/self/ns/mnt)" >name
    # dpkg's own files are taken now, whatever is installed on the host while the machine runs.
    mkdir -p up/var/lib/dpkg
    cp -a /var/lib/dpkg/status /var/lib/dpkg/triggers /var/lib/dpkg/updates up/var/lib/dpkg
    mount -t overlay overlay -o "lowerdir=/,upperdir=$disk/up,workdir=$disk/work" root
    furnish
    touch "$disk/ready"
    exec sleep infinity
}

# Nothing of the host's own starts: neither its services nor its timers. Packages may start theirs.
furnish() {
    cd "$disk/root"
    for folder in etc/systemd/system/*.wants etc/systemd/system/*.requires usr/lib/systemd/system/multi-user.target.wants usr/lib/systemd/system/network-online.target.wants; do
        [ ! -d "$folder" ] || rm -rf "$folder"
    done
    for unit in timers.target getty.target systemd-logind.service systemd-networkd.service systemd-resolved.service systemd-udevd.service apparmor.service; do
        ln -sf /dev/null "etc/systemd/system/$unit"
    done
    printf '#!/bin/sh\nexit 0\n' >usr/sbin/policy-rc.d
    chmod 755 usr/sbin/policy-rc.d
    rm -f etc/machine-id
    : >etc/machine-id
    printf 'machine\n' >etc/hostname
    mkdir -p old packages
}

boot() {
    # Process 1 in a control group of its own, which is the root of all that it sees.
    group=$(mktemp -d "$disk/cgroup/$(cat "$disk/name").XXXXXXXX")
    echo $$ >"$group/cgroup.procs"
    exec unshare --cgroup --mount /bin/sh "$0" within "$disk"
}

within() {
    mount --make-rprivate /
    cd "$disk/root"
    mount --rbind "$disk/root" "$disk/root"
    cd "$disk/root"
    mount --bind "$disk/packages" packages
    mount -t proc proc proc
    mount --bind proc/sys proc/sys
    mount -o remount,bind,ro proc/sys
    mount -t sysfs -o ro sysfs sys 2>/dev/null || mount --rbind /sys sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mount -t tmpfs -o mode=755 tmpfs run
    mount -t tmpfs -o mode=1777 tmpfs tmp
    devices
    pivot_root . old
    cd /
    umount -l /old
    exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --show-status=no --log-target=console --unit=multi-user.target
}

devices() {
    mount -t tmpfs -o mode=755 tmpfs dev
    mkdir dev/shm dev/pts dev/mqueue
    for device in null zero full random urandom tty; do
        : >"dev/$device"
        mount --bind "/dev/$device" "dev/$device"
    done
    : >dev/console
    mount --bind "$disk/console" dev/console
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
}

# A killed machine's processes take a moment to be gone.
sweep() {
    tries=100
    while [ "$tries" -gt 0 ]; do
        left=""
        for group in "$disk/cgroup/$(cat "$disk/name")".*; do
            [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || left=$group
        done
        [ -n "$left" ] || return 0
        sleep 0.1
        tries=$((tries - 1))
    done
    printf 'control group %s stays\n' "$left" >&2
    return 1
}

disk=$2
"$1"
