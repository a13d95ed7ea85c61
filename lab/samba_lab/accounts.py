"""Accounts: passwords, flags, expiry, lock-out."""

import time

import ldb

from .session import CLEAR_TEXT_PASSWORD, RequestError

NEVER = 0x7FFFFFFFFFFFFFFF
# Until an administrator ends it; a state that ends by itself would make a cached directory another one tomorrow.
FOREVER = "-9223372036854775808"
# Without it pwdLastSet can only become 0 or now (DSDB_CONTROL_PASSWORD_BYPASS_LAST_SET).
ANY_LAST_SET = "local_oid:1.3.6.1.4.1.7165.4.3.20:0"
TWO_DAYS = {
    "objectClass": "msDS-PasswordSettings",
    "msDS-PasswordSettingsPrecedence": "10",
    "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
    "msDS-PasswordHistoryLength": "0",
    "msDS-PasswordComplexityEnabled": "FALSE",
    "msDS-MinimumPasswordLength": "0",
    "msDS-MinimumPasswordAge": "0",
    "msDS-MaximumPasswordAge": "-1728000000000",
    "msDS-LockoutThreshold": "0",
    "msDS-LockoutObservationWindow": "0",
    "msDS-LockoutDuration": "0",
}


def nt_time(seconds):
    """Seconds since 1970 as AD counts: 100 ns since 1601."""
    return int((seconds + 11644473600) * 10000000)


def set_password(session, who, password):
    session.modify(session.find(who).dn, {CLEAR_TEXT_PASSWORD: password.encode("utf-16-le")})


def set_must_change(session, who, required):
    """-1 is AD's word for "now": the flag goes and the password stays."""
    session.modify(session.find(who).dn, {"pwdLastSet": "0" if required else "-1"})


def change_flags(session, who, set=0, clear=0):
    found = session.find(who, ["userAccountControl"])
    flags = int(str(found["userAccountControl"][0]))
    session.modify(found.dn, {"userAccountControl": str(flags & ~clear | set)})


def set_expiry(session, who, at=None):
    """Expires the account at a time (seconds since 1970); none is never."""
    session.modify(session.find(who).dn, {"accountExpires": str(NEVER if at is None else nt_time(at))})


def set_lockout(session, who, locked):
    session.modify(session.find(who).dn, {"lockoutTime": str(nt_time(time.time()) if locked else 0)})


def expire_password(session, who):
    """Makes one account's password older than it may be, by a settings object that leaves the domain's policy alone.

    Samba takes a maximum age of a day or less for "never", hence two days and a password set long ago.
    """
    user = session.find(who).dn
    policy = session.child("CN=Password Settings Container,CN=System," + session.base_dn, "CN", "Two days")
    if not session.search(str(policy), ["cn"]):
        session.sam.add({"dn": policy, **TWO_DAYS})
    message = ldb.Message(policy)
    message["msDS-PSOAppliesTo"] = ldb.MessageElement([str(user)], ldb.FLAG_MOD_ADD, "msDS-PSOAppliesTo")
    try:
        session.sam.modify(message)
    except ldb.LdbError as error:
        if error.args[0] != ldb.ERR_ATTRIBUTE_OR_VALUE_EXISTS:
            raise
    session.modify(user, {"pwdLastSet": str(nt_time(time.time() - 30 * 86400))}, [ANY_LAST_SET])


POLICY = {
    "minimumLength": ("minPwdLength", str),
    "complexity": ("pwdProperties", lambda on: "1" if on else "0"),
    "historyLength": ("pwdHistoryLength", str),
    "minimumAgeDays": ("minPwdAge", lambda days: str(-days * 864000000000)),
    "maximumAgeDays": ("maxPwdAge", lambda days: FOREVER if days == 0 else str(-days * 864000000000)),
    "lockoutThreshold": ("lockoutThreshold", str),
    "lockoutMinutes": ("lockoutDuration", lambda minutes: FOREVER if minutes == 0 else str(-minutes * 600000000)),
}


def set_policy(session, **policy):
    """Changes the domain's password policy; zero as an age or a duration is without end."""
    unknown = [name for name in policy if name not in POLICY]
    if unknown:
        raise RequestError("the policy has no %s" % ", ".join(unknown))
    settings = {POLICY[name][0]: POLICY[name][1](value) for name, value in policy.items()}
    session.modify(session.dn(session.base_dn), settings)


OPERATIONS = {
    "set_password": set_password,
    "set_must_change": set_must_change,
    "change_flags": change_flags,
    "set_expiry": set_expiry,
    "set_lockout": set_lockout,
    "expire_password": expire_password,
    "set_policy": set_policy,
}
