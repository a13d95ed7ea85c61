#!/usr/bin/python3
"""Answers directory operations as JSON lines: one request a line on standard input, one reply a line on standard output.

    directory.py SMB_CONF

Works on the domain controller's own database as the system, so an operation takes milliseconds and needs no password. Samba may be
running meanwhile; both lock the same files. Passwords come in requests only: an argument would be readable in the process list.
"""

import json
import os
import sys
import traceback

import ldb

from samba_lab import accounts, bulk, domain, objects, rights
from samba_lab.session import RequestError, Session

OPERATIONS = {
    name: function
    for module in (accounts, bulk, domain, objects, rights)
    for name, function in module.OPERATIONS.items()
}


def answer(session, request):
    operation = OPERATIONS.get(request["op"])
    if operation is None:
        raise RequestError("there is no operation %r" % request["op"])
    return operation(session, **request.get("args", {}))


def failure(error):
    """An error as the caller wants it: ldb's own number and text, and a trace only for what nobody foresaw."""
    if isinstance(error, ldb.LdbError):
        return {"error": error.args[1], "code": error.args[0]}
    if isinstance(error, RequestError):
        return {"error": str(error), "code": error.code}
    return {"error": "%s\n%s" % (error, traceback.format_exc()), "code": None}


def reply(stream, message):
    # ASCII with escapes: a line stays a line whatever is in a name, and no locale has a say.
    stream.write(json.dumps(message, ensure_ascii=True) + "\n")
    stream.flush()


def main():
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # Samba's libraries print; the reply stream is not theirs.
    requests = open(sys.stdin.fileno(), encoding="utf-8", closefd=False)
    session = Session(sys.argv[1])
    reply(replies, {"id": 0, "result": {"baseDn": session.base_dn}})
    for line in requests:
        request = json.loads(line)
        try:
            reply(replies, {"id": request["id"], "result": answer(session, request)})
        except Exception as error:  # Whatever went wrong belongs to this request; the next one still gets its answer.
            reply(replies, {"id": request["id"], **failure(error)})


if __name__ == "__main__":
    main()
