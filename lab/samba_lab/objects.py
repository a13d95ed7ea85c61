"""Objects: made, read, changed, renamed, moved, deleted, restored."""

import base64

import ldb
from samba.dcerpc import drsblobs
from samba.ndr import ndr_unpack

from .session import CLEAR_TEXT_PASSWORD, SHOW_DELETED, RequestError, decode, encode, identity

# "The value of unicodePwd is the NT hash itself": only the system may say so (DSDB_CONTROL_PASSWORD_HASH_VALUES).
NT_HASH_VALUES = "local_oid:1.3.6.1.4.1.7165.4.3.9:0"
RESTORING = "local_oid:1.3.6.1.4.1.7165.4.3.24:0"  # DSDB_CONTROL_RESTORE_TOMBSTONE
IDENTITY = ["objectGUID", "objectSid"]
NORMAL_ACCOUNT = 0x200
WORKSTATION_ACCOUNT = 0x1000
USER_TYPE = 0x30000000  # sAMAccountType; the deletion strips it, even into the Recycle Bin.
MACHINE_TYPE = 0x30000001
ACCOUNT_TYPES = {
    "user": NORMAL_ACCOUNT,
    "inetOrgPerson": NORMAL_ACCOUNT,
    "computer": WORKSTATION_ACCOUNT,
    "msDS-GroupManagedServiceAccount": WORKSTATION_ACCOUNT,
}


def message_of(session, new):
    """The add message and its controls; bulk.py uses it as well."""
    kind = new.get("class", "user")
    message = {"dn": session.child(session.container(new.get("parent")), "CN", new["name"]), "objectClass": kind}
    if new.get("sam") is not None:
        message["sAMAccountName"] = new["sam"]
    if new.get("upn") is not None:
        message["userPrincipalName"] = new["upn"]
    if kind in ACCOUNT_TYPES:
        message["userAccountControl"] = str(ACCOUNT_TYPES[kind] | new.get("flags", 0))
    for name, value in new.get("attributes", {}).items():
        message[name] = decode(value)
    if new.get("ntHash") is not None:
        message["unicodePwd"] = base64.b64decode(new["ntHash"])
        return message, [NT_HASH_VALUES]
    if new.get("password") is not None:
        # As UTF-16 code units, so that nothing between here and the hash can normalize or refuse a character.
        message[CLEAR_TEXT_PASSWORD] = new["password"].encode("utf-16-le")
    return message, []


def add(session, **new):
    message, controls = message_of(session, new)
    session.sam.add(message, controls)
    return identity(session.find(str(message["dn"]), IDENTITY))


def ensure_ou(session, path):
    """Makes every missing OU of a path; the DN of the innermost."""
    dn = session.dn(session.base_dn)
    for name in path:
        dn = session.child(dn, "OU", name)
        if not session.search(str(dn), ["ou"]):
            session.sam.add({"dn": dn, "objectClass": "organizationalUnit"})
    return identity(session.find(str(dn), IDENTITY))


def set_attributes(session, who, attributes):
    session.modify(session.find(who).dn, {name: decode(value) for name, value in attributes.items()})


def rename(session, who, name):
    old = session.find(who).dn
    session.sam.rename(old, session.child(old.parent(), old.get_rdn_name(), name))


def move(session, who, parent):
    old = session.find(who).dn
    session.sam.rename(old, session.child(session.container(parent), old.get_rdn_name(), old.get_rdn_value()))


def delete(session, who):
    found = session.find(who, IDENTITY)
    session.sam.delete(found.dn, ["tree_delete:1"])
    return identity(found)


def restore(session, guid):
    """Undoes a deletion, to where the object was ([MS-ADTS] "Undelete operation")."""
    found = session.find(guid, ["*"] + IDENTITY, deleted=True)
    if "isDeleted" not in found:
        raise RequestError("%s is not deleted" % found.dn)
    # A tombstone made without the Recycle Bin has no msDS-LastKnownRDN, but keeps its name before a line feed.
    name = str(found.get("msDS-LastKnownRDN", [found.dn.get_rdn_value().split("\n")[0]])[0])
    target = session.child(str(found["lastKnownParent"][0]), found.dn.get_rdn_name(), name)
    if "isRecycled" in found:
        reanimate(session, found, target)
    else:
        undelete(session, found, target)
    return identity(session.find(guid, IDENTITY))


def reanimate(session, found, target):
    """A tombstone: what the deletion stripped (password, mail, groups) stays lost."""
    message = ldb.Message(found.dn)
    message["isDeleted"] = ldb.MessageElement([], ldb.FLAG_MOD_DELETE, "isDeleted")
    message["distinguishedName"] = ldb.MessageElement([str(target)], ldb.FLAG_MOD_REPLACE, "distinguishedName")
    session.sam.modify(message, SHOW_DELETED)


def undelete(session, found, target):
    """From the Recycle Bin, with its password. Samba 4.17 fails at the one request that Windows takes ("no such attribute isRecycled"),
    so its steps are made one by one, by the controls that its own module uses."""
    session.sam.transaction_start()
    try:
        session.sam.rename(found.dn, target, [SHOW_DELETED[0], RESTORING, "relax:0"])
        category = session.sam.search(
            str(session.sam.get_schema_basedn()),
            attrs=["defaultObjectCategory"],
            expression="(lDAPDisplayName=%s)" % found["objectClass"][-1],
        )[0]["defaultObjectCategory"][0]
        message = ldb.Message(target)
        message["objectCategory"] = ldb.MessageElement([category], ldb.FLAG_MOD_ADD, "objectCategory")
        for stale in ("isDeleted", "lastKnownParent", "msDS-LastKnownRDN"):
            message[stale] = ldb.MessageElement([], ldb.FLAG_MOD_DELETE, stale)
        session.sam.modify(message, SHOW_DELETED[:1])
        if "userAccountControl" in found:
            flags = int(str(found["userAccountControl"][0]))
            kind = USER_TYPE if flags & NORMAL_ACCOUNT else MACHINE_TYPE
            session.modify(target, {"sAMAccountType": str(kind)}, [RESTORING])
        session.sam.transaction_commit()
    except Exception:
        session.sam.transaction_cancel()
        raise


def change_membership(session, group, members, present):
    message = ldb.Message(session.find(group).dn)
    flag = ldb.FLAG_MOD_ADD if present else ldb.FLAG_MOD_DELETE
    message["member"] = ldb.MessageElement([str(session.find(member).dn) for member in members], flag, "member")
    session.sam.modify(message)


def read(session, who, attributes=None, deleted=False):
    """Every stored attribute with its replication stamps, and the constructed ones asked for; None when there is no object."""
    wanted = ["*"] + IDENTITY + ["replPropertyMetaData", "msDS-User-Account-Control-Computed"] + (attributes or [])
    found = session.search(who, ["distinguishedName"], deleted)
    if not found:
        return None
    # Again by its DN: some constructed attributes (tokenGroups) exist only in a search of one object.
    message = session.find(str(found[0].dn), wanted, deleted)
    stamps = message.get("replPropertyMetaData", idx=0)
    return {
        **identity(message),
        "attributes": {name: encode(message[name]) for name in message.keys() if name not in ("dn", "replPropertyMetaData")},
        "stamps": stamps_of(session, stamps) if stamps is not None else [],
    }


def stamps_of(session, blob):
    return [
        {
            "attribute": session.sam.get_lDAPDisplayName_by_attid(stamp.attid),
            "version": stamp.version,
            "changed": stamp.originating_change_time,  # Seconds since 1601-01-01.
            "invocationId": str(stamp.originating_invocation_id),
            "originatingUsn": stamp.originating_usn,
            "localUsn": stamp.local_usn,
        }
        for stamp in ndr_unpack(drsblobs.replPropertyMetaDataBlob, blob).ctr.array
    ]


def list_users(session):
    """Everyone of class user: people, computers and service accounts alike."""
    attributes = ["sAMAccountName", "userPrincipalName", "userAccountControl", "pwdLastSet", "objectClass"]
    found = session.sam.search(session.base_dn, attrs=attributes + IDENTITY, expression="(objectClass=user)")
    return [
        {
            **identity(message),
            "class": str(message["objectClass"][-1]),
            "user": str(message.get("sAMAccountName", [""])[0]),
            "upn": str(message["userPrincipalName"][0]) if "userPrincipalName" in message else None,
            "flags": int(str(message.get("userAccountControl", ["0"])[0])),
            "passwordLastSet": int(str(message.get("pwdLastSet", ["0"])[0])),
        }
        for message in found
    ]


OPERATIONS = {
    "add": add,
    "ensure_ou": ensure_ou,
    "set_attributes": set_attributes,
    "rename": rename,
    "move": move,
    "delete": delete,
    "restore": restore,
    "change_membership": change_membership,
    "read": read,
    "list_users": list_users,
}
