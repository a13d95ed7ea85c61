using System.Text;

namespace Skybridge.Drsr.Security.Gss;

/// <summary>Turns the library's two status codes into an exception that says whose fault it is.</summary>
/// <remarks>The minor code decides; the major one only says which kind of call failed. The texts must be asked for on the same thread, at once.</remarks>
static class GssError
{
    // The base of the krb5 error table in com_err numbering: minor = base + code.
    const uint TableBase = 0x96c73a00;
    const int KerberosCodes = 128;
    const int CannotFindKdc = 154;
    const int CannotReachKdc = 156;
    const int NoCredentialsCache = 195;

    public static void ThrowIfFailed(uint major, uint minor, string what)
    {
        // Routine errors live in bits 16-23, calling errors in 24-31. The supplementary bits below are for the caller to judge.
        if ((major & 0xffff0000) != 0)
            throw Create(major, minor, what);
    }

    public static KerberosException Create(uint major, uint minor, string what)
    {
        var code = minor - TableBase is < 256 and var known ? (int)known : 0;
        var text = Describe(minor, isMinor: true);
        if (text.Length == 0)
            text = Describe(major, isMinor: false);
        return new KerberosException(Classify(code), $"{what} failed: {text} (Kerberos error {Number(code, minor)}).", code);
    }

    static string Number(int code, uint minor) => code switch
    {
        0 => $"0x{minor:x8}",
        < KerberosCodes => $"{code}",
        _ => $"{code} of the library",
    };

    public static KerberosFailure Classify(int code) => code switch
    {
        6 => KerberosFailure.AccountUnknown,
        7 => KerberosFailure.ServiceUnknown,
        14 => KerberosFailure.NoAesKey,
        18 => KerberosFailure.AccountRevoked,
        23 => KerberosFailure.PasswordExpired,
        24 => KerberosFailure.PasswordWrong,
        31 => KerberosFailure.MessageTampered,
        32 => KerberosFailure.TicketExpired,
        37 => KerberosFailure.ClockSkew,
        CannotFindKdc or CannotReachKdc => KerberosFailure.KdcUnreachable,
        NoCredentialsCache => KerberosFailure.StoreUnusable,
        _ => KerberosFailure.Other,
    };

    static unsafe string Describe(uint status, bool isMinor)
    {
        var text = new StringBuilder();
        uint more = 0;
        do
        {
            GssNative.Buffer buffer;
            var major = GssNative.DisplayStatus(out _, status, isMinor ? 2 : 1, GssOids.Kerberos, ref more, &buffer);
            if (major != GssNative.Complete)
                break;

            if (text.Length > 0)
                text.Append("; ");
            text.Append(Encoding.UTF8.GetString(buffer.Value, (int)Math.Min(buffer.Length, 1024)));
            _ = GssNative.ReleaseBuffer(out _, &buffer);
        }
        while (more != 0 && text.Length < 2048);

        return text.ToString();
    }
}
