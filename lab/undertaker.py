#!/usr/bin/python3
"""Ends processes when its parent is gone: reads "+ PID START" and "- PID START", and kills at the end of input what was not taken back."""

import os
import signal
import sys
import time


def alive(child):
    """Whether the process of this number is still the one that was meant, by its start time (field 22 of its stat)."""
    pid, start = child
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] not in "ZX" and fields[19] == start


def send(child, number):
    if not alive(child):
        return
    for kill in (os.killpg, os.kill):  # A child that has not yet become a group leader has no group of its number.
        try:
            kill(child[0], number)
            return
        except ProcessLookupError:
            pass


def main():
    children = set()
    for line in sys.stdin:
        sign, pid, start = line.split()
        (children.add if sign == "+" else children.discard)((int(pid), start))
    for child in children:
        send(child, signal.SIGTERM)
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline and any(map(alive, children)):
        time.sleep(0.05)
    for child in children:  # Also what is stopped and cannot hear anything else.
        send(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
