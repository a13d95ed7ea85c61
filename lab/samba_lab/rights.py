"""The two replication rights of an account on a naming context, and nothing else of its access list.

The list is changed as SDDL text, one ACE at a time: Samba 4.17's dacl_del_ace binding removed every ACE of the object here.
"""

import re

from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack

from .session import RequestError

RIGHTS = {
    "changes": "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2",  # DS-Replication-Get-Changes
    "changes-all": "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2",  # DS-Replication-Get-Changes-All
}
DACL_ONLY = ["sd_flags:1:4"]


def naming_context(session, name):
    """The domain's by default; also by DN, or "configuration" and "schema"."""
    known = {
        None: session.base_dn,
        "configuration": str(session.sam.get_config_basedn()),
        "schema": str(session.sam.get_schema_basedn()),
    }
    return session.dn(known.get(name, name))


def read_dacl(session, dn):
    found = session.sam.search(dn, scope=0, attrs=["nTSecurityDescriptor"], controls=DACL_ONLY)
    descriptor = ndr_unpack(security.descriptor, found[0]["nTSecurityDescriptor"][0])
    return descriptor.as_sddl(security.dom_sid(session.sam.get_domain_sid()))


def write_dacl(session, dn, sddl):
    descriptor = security.descriptor.from_sddl(sddl, security.dom_sid(session.sam.get_domain_sid()))
    session.modify(dn, {"nTSecurityDescriptor": ndr_pack(descriptor)}, DACL_ONLY)


def sid_of(session, who):
    return str(ndr_unpack(security.dom_sid, session.find(who, ["objectSid"])["objectSid"][0]))


def ace(right, sid):
    if right not in RIGHTS:
        raise RequestError("there is no replication right %r" % right)
    return "(OA;;CR;%s;;%s)" % (RIGHTS[right], sid)


def granted(session, who, nc=None):
    """Which of the two the account itself is given; what its groups give does not count."""
    sddl = read_dacl(session, naming_context(session, nc))
    sid = sid_of(session, who)
    return [right for right in RIGHTS if ace(right, sid) in sddl]


def grant(session, who, rights, nc=None):
    dn = naming_context(session, nc)
    sid = sid_of(session, who)
    sddl = read_dacl(session, dn)
    missing = "".join(ace(right, sid) for right in rights if ace(right, sid) not in sddl)
    # After the flags and before the first ACE; an allowing ACE of the object itself may stand anywhere among its like.
    head = re.match(r"^D:[A-Z]*", sddl)
    if head is None:
        raise RequestError("%s has no access list" % dn)
    if missing:
        write_dacl(session, dn, sddl[: head.end()] + missing + sddl[head.end():])


def revoke(session, who, rights, nc=None):
    dn = naming_context(session, nc)
    sid = sid_of(session, who)
    sddl = read_dacl(session, dn)
    left = sddl
    for right in rights:
        left = left.replace(ace(right, sid), "")
    if left != sddl:
        write_dacl(session, dn, left)


OPERATIONS = {
    "granted": granted,
    "grant": grant,
    "revoke": revoke,
}
