#!/usr/bin/python3
"""Runs a program on a terminal of its own: terminal.py ROWS COLUMNS PROGRAM [ARGUMENT]...

What comes on standard input is typed there, what the program shows goes to standard output, and its exit code becomes ours (128 + n after
signal n). The end of standard input is the end of the line: the terminal hangs up, and a program that stays all the same is ended."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 5.0


def start(rows, columns, command):
    """Forks the program onto a new terminal, and returns its process number and our side of the terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            # Here, not in the parent: a program that looks at once must see the size.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvp(command[0], command)
        except OSError as error:
            os.write(2, ("%s: %s\n" % (command[0], error.strerror)).encode())
            os._exit(127)
    return pid, terminal


def relay(terminal):
    """Carries both ways until the program has let go of the terminal, or nobody types any more."""
    while True:
        ready, _, _ = select.select([terminal, 0], [], [])
        if terminal in ready:
            try:
                shown = os.read(terminal, 65536)
            except OSError:  # EIO: no process has it open any more.
                return
            if not shown:
                return
            os.write(1, shown)
        if 0 in ready:
            typed = os.read(0, 65536)
            if not typed:
                return
            os.write(terminal, typed)


def end(pid):
    """The program's exit code. It has been hung up on; after a while it is killed."""
    deadline = time.monotonic() + PATIENCE
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def main():
    pid, terminal = start(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
    try:
        relay(terminal)
    except BrokenPipeError:  # Nobody looks any more.
        pass
    os.close(terminal)
    code = end(pid)
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
