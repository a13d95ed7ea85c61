"""People by the thousand, in one transaction, while the domain controller is stopped.

Two things make it fast. An NT hash instead of a clear password saves deriving Kerberos keys (20 ms each), so these people have none but the
NT hash: RC4 over Kerberos, everything over LDAP. And batch mode keeps index changes in memory until the commit; without it the
time grows with the square of the number.
"""

from samba.crypto import md4_hash_blob

from .objects import NT_HASH_VALUES, ensure_ou, message_of
from .session import RequestError


def bulk_begin(session):
    session.open(options=["batch_mode:1", "transaction_index_cache_size:300000"])
    session.sam.transaction_start()
    session.batch = set()


def bulk_add(session, people):
    if session.batch is None:
        raise RequestError("no bulk is open")
    for person in people:
        path = tuple(person["parent"])
        if path not in session.batch:
            ensure_ou(session, path)
            session.batch.add(path)
        message, _ = message_of(session, {**person, "password": None})
        message["unicodePwd"] = md4_hash_blob(person["password"].encode("utf-16-le"))
        session.sam.add(message, [NT_HASH_VALUES])


def bulk_end(session):
    session.sam.transaction_commit()
    session.batch = None
    session.open()


OPERATIONS = {
    "bulk_begin": bulk_begin,
    "bulk_add": bulk_add,
    "bulk_end": bulk_end,
}
