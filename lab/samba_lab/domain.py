"""The domain as a whole: its counters, its Recycle Bin, the identity of its database."""

import glob
import uuid

import ldb
from samba.dcerpc import misc
from samba.ndr import ndr_pack

from .session import RequestError

RECYCLE_BIN = "766ddcd8-acd0-445e-f3b9-a7f9b6744f2a"


def status(session):
    """The counters that replication is about."""
    root = session.sam.search("", scope=ldb.SCOPE_BASE, attrs=["highestCommittedUSN", "dnsHostName", "configurationNamingContext"])[0]
    return {
        "highestUsn": int(str(root["highestCommittedUSN"][0])),
        "ntdsGuid": str(session.sam.get_ntds_GUID()),
        "invocationId": str(session.sam.get_invocation_id()),
        "domainSid": str(session.sam.get_domain_sid()),
        "hostName": str(root["dnsHostName"][0]),
        "recycleBin": recycle_bin_enabled(session),
    }


def recycle_bin_enabled(session):
    feature = session.sam.search(
        str(session.sam.get_config_basedn()),
        attrs=["msDS-EnabledFeatureBL"],
        expression="(msDS-OptionalFeatureGUID=%s)" % ldb.binary_encode(ndr_pack(misc.GUID(RECYCLE_BIN))),
    )
    return any("msDS-EnabledFeatureBL" in found for found in feature)


def enable_recycle_bin(session):
    """Cannot be undone, as on Windows; a second call changes nothing."""
    if recycle_bin_enabled(session):
        return
    message = ldb.Message(ldb.Dn(session.sam, ""))
    value = "CN=Partitions,%s:%s" % (session.sam.get_config_basedn(), RECYCLE_BIN)
    message["enableOptionalFeature"] = ldb.MessageElement([value], ldb.FLAG_MOD_ADD, "enableOptionalFeature")
    session.sam.modify(message)


def renew_invocation_id(session):
    """A new identity for the database, as after a restore. The domain controller must be stopped, and this process ended afterwards.

    The attribute belongs to the system: sam.ldb's modules refuse it, so the partition's own file is changed below them.
    """
    ntds_settings = session.sam.get_dsServiceName()
    files = glob.glob(session.private_dir + "/sam.ldb.d/CN=CONFIGURATION*.ldb")
    if len(files) != 1:
        raise RequestError("the configuration partition was not found in %s" % session.private_dir)
    backend = session.sam.searchone("backendStore", "@PARTITION", scope=ldb.SCOPE_BASE)
    fresh = uuid.uuid4()
    partition = ldb.Ldb("%s://%s" % (backend.decode() if backend else "tdb", files[0]))
    message = ldb.Message(ldb.Dn(partition, ntds_settings))
    message["invocationId"] = ldb.MessageElement(ndr_pack(misc.GUID(str(fresh))), ldb.FLAG_MOD_REPLACE, "invocationId")
    partition.modify(message)
    return str(fresh)


OPERATIONS = {
    "status": status,
    "enable_recycle_bin": enable_recycle_bin,
    "renew_invocation_id": renew_invocation_id,
}
