#!/usr/bin/python3
"""Samba's own replication client, to compare with: reads one naming context whole and counts what came.

Reads a JSON object from standard input (it holds a password) and writes one to standard output:

    smbConf, krb5Conf, address, hostName: whom to ask
    user, password, netbios, realm: as whom
    namingContext: for what
    attributes: the partial attribute set, as ATTRTYP numbers of Samba's default prefix table; none asks for everything
    maxObjects: per reply; Samba sends at most 1000
    kerberos: true, or NTLM

    objects, passwords, pages: what came; an error of the directory is {"error": text, "code": Win32 code}
    connectSeconds, seconds, cpuSeconds: to the bound handle; of the replication; of this process during it
"""

import json
import os
import sys
import time

from samba import drs_utils
from samba.credentials import DONT_USE_KERBEROS, MUST_USE_KERBEROS, Credentials
from samba.dcerpc import drsuapi, misc
from samba.param import LoadParm

UNICODE_PWD = 0x9005A


def connect(ask):
    lp = LoadParm()
    lp.load(ask["smbConf"])
    credentials = Credentials()
    credentials.guess(lp)
    credentials.set_username(ask["user"])
    credentials.set_password(ask["password"])
    credentials.set_domain(ask["netbios"])
    credentials.set_realm(ask["realm"])
    credentials.set_kerberos_state(MUST_USE_KERBEROS if ask.get("kerberos") else DONT_USE_KERBEROS)
    # The name is for the ticket; the address says where, since nothing resolves a lab's names.
    binding = "ncacn_ip_tcp:%s[seal,target_hostname=%s]" % (ask["address"], ask["hostName"])
    connection = drsuapi.drsuapi(binding, lp, credentials)
    handle, _ = drs_utils.drs_DsBind(connection)
    return connection, handle


def signed(number):
    """The binding takes ATTRTYP as a signed number."""
    return number if number < 0x80000000 else number - (1 << 32)


def first_request(ask):
    request = drsuapi.DsGetNCChangesRequest8()
    request.destination_dsa_guid = misc.GUID()
    request.source_dsa_invocation_id = misc.GUID()
    request.naming_context = drsuapi.DsReplicaObjectIdentifier()
    request.naming_context.dn = ask["namingContext"]
    request.highwatermark = drsuapi.DsReplicaHighWaterMark()
    request.uptodateness_vector = None
    request.replica_flags = drsuapi.DRSUAPI_DRS_INIT_SYNC | drsuapi.DRSUAPI_DRS_WRIT_REP
    request.max_object_count = ask.get("maxObjects", 1000)
    request.max_ndr_size = 10 * 1024 * 1024
    request.extended_op = drsuapi.DRSUAPI_EXOP_NONE
    request.fsmo_info = 0
    request.partial_attribute_set = None
    request.partial_attribute_set_ex = None
    request.mapping_ctr.num_mappings = 0
    request.mapping_ctr.mappings = None
    if ask.get("attributes"):
        numbers = [signed(number) for number in sorted(ask["attributes"])]
        wanted = drsuapi.DsPartialAttributeSet()
        wanted.attids = numbers
        wanted.num_attids = len(numbers)  # Reading attids back gives as many as num_attids says: none so far.
        request.partial_attribute_set = wanted
    return request


def count_passwords(page):
    """Objects of a reply that carry a password hash."""
    found = 0
    item = page.first_object
    while item:
        found += any(a.attid == UNICODE_PWD and a.value_ctr.num_values for a in item.object.attribute_ctr.attributes)
        item = item.next_object
    return found


def replicate(connection, handle, ask):
    request = first_request(ask)
    pages = objects = passwords = 0
    while True:
        _, page = connection.DsGetNCChanges(handle, 8, request)
        pages += 1
        objects += page.object_count
        passwords += count_passwords(page) if ask.get("countPasswords", True) else 0
        if not page.more_data:
            return {"objects": objects, "passwords": passwords, "pages": pages}
        request.highwatermark = page.new_highwatermark


def main():
    ask = json.load(sys.stdin)
    os.environ["KRB5_CONFIG"] = ask["krb5Conf"]
    try:
        start = time.monotonic()
        connection, handle = connect(ask)
        bound, cpu = time.monotonic(), time.process_time()
        result = replicate(connection, handle, ask)
        result["connectSeconds"] = bound - start
        result["seconds"] = time.monotonic() - bound
        result["cpuSeconds"] = time.process_time() - cpu
    except Exception as error:  # The binding has no common class for NTSTATUS and WERROR; both are (code, text).
        code = error.args[0] if len(error.args) == 2 and isinstance(error.args[0], int) else None
        result = {"error": str(error.args[-1]) if error.args else repr(error), "code": code}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
