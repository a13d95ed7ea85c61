"""The opened database, and how its objects are named and shown."""

import base64
import re

import ldb
from samba.auth import system_session
from samba.dcerpc import misc, security
from samba.ndr import ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

GUID = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
NO_SUCH_OBJECT = ldb.ERR_NO_SUCH_OBJECT
CLEAR_TEXT_PASSWORD = "clearTextPassword"
# Deleted objects are hidden without it; with the Recycle Bin there are two depths of deletion, hence both.
SHOW_DELETED = ["show_deleted:1", "show_recycled:1"]


class RequestError(Exception):
    """The request cannot be done as asked; `code` is an LDAP result code where one fits."""

    def __init__(self, text, code=None):
        super().__init__(text)
        self.code = code


class Session:
    def __init__(self, conf):
        self.lp = LoadParm()
        self.lp.load(conf)
        self.private_dir = self.lp.get("private dir")
        self.batch = None
        self.open()

    def open(self, **options):
        self.sam = SamDB(url=self.private_dir + "/sam.ldb", session_info=system_session(), lp=self.lp, **options)
        self.base_dn = str(self.sam.domain_dn())

    def dn(self, text):
        try:
            return ldb.Dn(self.sam, text)
        except ValueError:
            raise RequestError("%r is not a distinguished name" % text, ldb.ERR_INVALID_DN_SYNTAX)

    def child(self, parent, kind, name):
        """The DN of `name` below `parent`; ldb does the escaping, so any character may be in the name."""
        dn = ldb.Dn(self.sam, str(parent))
        dn.add_child("%s=x" % kind)
        dn.set_component(0, kind, name)
        return dn

    def container(self, parent):
        """A place for objects: a DN, or a path of OU names from the outermost to the innermost; none is CN=Users."""
        if parent is None:
            return self.dn("CN=Users," + self.base_dn)
        if isinstance(parent, str):
            return self.dn(parent)
        dn = self.dn(self.base_dn)
        for name in parent:
            dn = self.child(dn, "OU", name)
        return dn

    def find(self, who, attrs=None, deleted=False):
        """One object by DN, GUID, SID, sAMAccountName or UPN; RequestError when there is none."""
        found = self.search(who, attrs or ["distinguishedName"], deleted)
        if not found:
            raise RequestError("there is no object %r" % who, NO_SUCH_OBJECT)
        if len(found) > 1:
            raise RequestError("%r is ambiguous: %s" % (who, ", ".join(str(x.dn) for x in found)))
        return found[0]

    def search(self, who, attrs, deleted=False):
        controls = SHOW_DELETED if deleted else []
        base = self.base_of(who)
        if base is not None:
            try:
                return self.sam.search(base, scope=ldb.SCOPE_BASE, attrs=attrs, controls=controls)
            except ldb.LdbError as error:
                if error.args[0] == NO_SUCH_OBJECT:
                    return []
                raise
        name = ldb.binary_encode(who)
        for key in ("sAMAccountName", "userPrincipalName"):
            found = self.sam.search(self.base_dn, attrs=attrs, controls=controls, expression="(%s=%s)" % (key, name))
            if found:
                return list(found)
        return []

    def base_of(self, who):
        if who.startswith("S-1-"):
            return "<SID=%s>" % who
        if "=" in who:  # Forbidden in a sAMAccountName and in a UPN, present in every DN.
            return str(self.dn(who))
        # Not by trying misc.GUID: it takes any sixteen characters for the bytes of one.
        return "<GUID=%s>" % who if GUID.fullmatch(who) else None

    def modify(self, dn, changes, controls=()):
        """Replaces attributes; an empty list or None removes one."""
        message = ldb.Message(dn)
        for name, value in changes.items():
            values = [] if value is None else value if isinstance(value, list) else [value]
            message[name] = ldb.MessageElement(values, ldb.FLAG_MOD_REPLACE, name)
        self.sam.modify(message, list(controls))


def identity(message):
    """DN, GUID and SID of a found object (its search must have asked for objectGUID and objectSid)."""
    sid = message.get("objectSid", idx=0)
    return {
        "dn": str(message.dn),
        "objectGuid": str(ndr_unpack(misc.GUID, message["objectGUID"][0])),
        "sid": str(ndr_unpack(security.dom_sid, sid)) if sid is not None else None,
    }


def decode(value):
    """A value from a request: text, or {"base64": …} for bytes, or a list of them; None stays None."""
    if isinstance(value, list):
        return [decode(one) for one in value]
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    return value


def encode(values):
    """Values for a reply, always Base64: whether bytes are text is the reader's to know."""
    return [base64.b64encode(bytes(value)).decode("ascii") for value in values]
