using System.Runtime.InteropServices;
using System.Text;

namespace Skybridge.Lab.Wire;

/// <summary>One context of libkrb5 with one set of credentials. Used by one thread and thrown away.</summary>
sealed class KerberosSession : IDisposable
{
    const int EnterpriseName = 4;
    const int CodeBase = -1765328384; // krb5's error table: KDC errors 0..127 are added to it.
    const int CredentialsSize = 512; // A krb5_creds has 120 bytes; nobody here looks inside.

    readonly nint _profile;
    readonly nint _context;
    readonly nint _credentials = Marshal.AllocHGlobal(CredentialsSize);
    nint _principal;

    public KerberosSession(string krb5Conf)
    {
        Marshal.Copy(new byte[CredentialsSize], 0, _credentials, CredentialsSize);
        Require(Krb5.ProfileInitPath(krb5Conf, out _profile), krb5Conf);
        Require(Krb5.InitContextProfile(_profile, 0, out _context), krb5Conf);
    }

    /// <summary>One exchange with the KDC.</summary>
    public KerberosAnswer GetTicket(string name, string password, string? service)
    {
        // Outside a UPN the separators of a principal are ordinary characters of an account's name.
        var isUpn = name.Contains('@');
        var text = name.Replace(@"\", @"\\").Replace("/", @"\/");
        Require(Krb5.ParseName(_context, text, isUpn ? EnterpriseName : 0, out _principal), name);
        return Answer(Krb5.GetInitCredsPassword(_context, _credentials, _principal, password, 0, 0, 0, service, 0));
    }

    /// <summary>Changes the password with the ticket just got.</summary>
    public KerberosAnswer ChangePassword(string newPassword)
    {
        var code = Krb5.ChangePassword(_context, _credentials, newPassword, out var result, out var resultText, out var serverText);
        if (code != 0)
            return Answer(code);

        var words = $"{Take(ref resultText)} {Take(ref serverText)}".Trim();
        return new(result, words);
    }

    public void Dispose()
    {
        Krb5.FreeCredContents(_context, _credentials);
        Krb5.FreePrincipal(_context, _principal);
        Krb5.FreeContext(_context);
        Krb5.ProfileRelease(_profile);
        Marshal.FreeHGlobal(_credentials);
    }

    KerberosAnswer Answer(int code)
    {
        if (code == 0)
            return new(0, "");

        var message = Krb5.GetErrorMessage(_context, code);
        var text = Marshal.PtrToStringUTF8(message) ?? "";
        Krb5.FreeErrorMessage(_context, message);
        return new(code - CodeBase, text);
    }

    string Take(ref Krb5.Data data)
    {
        var text = new byte[data.Length];
        if (data.Length > 0)
            Marshal.Copy(data.Bytes, text, 0, text.Length);
        Krb5.FreeDataContents(_context, ref data);
        return Encoding.UTF8.GetString(text);
    }

    static void Require(int code, string what)
    {
        if (code != 0)
            throw new LabException($"Kerberos refused {what} (error {code}).", "See the file's lines against krb5.conf(5).");
    }
}
