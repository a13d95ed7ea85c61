using System.Runtime.InteropServices;
using System.Text;
using Skybridge.Cryptography;

namespace Skybridge.Drsr.Security.Gss;

/// <summary>Kerberos credentials in the library's hands. One may serve any number of contexts, also at the same time.</summary>
sealed class GssCredential() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>How long the credentials are good for, from when they were acquired.</summary>
    public TimeSpan Lifetime { get; private set; }

    /// <summary>Logs in with a password: talks to the key distribution center and blocks.</summary>
    /// <param name="name">Who logs in.</param>
    /// <param name="principal">The same, for messages.</param>
    /// <param name="password">The password.</param>
    public static unsafe GssCredential FromPassword(GssName name, string principal, SecretBytes password)
    {
        fixed (byte* pointer = password.Span)
        {
            var buffer = new GssNative.Buffer { Length = (nuint)password.Length, Value = pointer };
            var major = GssNative.AcquireWithPassword(
                out var minor, name, &buffer, GssNative.Indefinite, GssOids.KerberosOnly, GssNative.Initiate, out var credential, 0, out var lifetime);
            return Take(major, minor, credential, lifetime, $"Logging in as {principal} with the password");
        }
    }

    /// <summary>Logs in with a keytab, and again by itself when the ticket has expired: talks to the key distribution center and blocks.</summary>
    /// <param name="name">Whose keys to use; null for the keytab's first.</param>
    /// <param name="path">The keytab.</param>
    /// <param name="cache">The name of the memory cache. One per identity: the library never frees a named one.</param>
    public static GssCredential FromKeytab(GssName? name, string path, string cache) =>
        FromStore(name, [("client_keytab", $"FILE:{path}"), ("ccache", $"MEMORY:{cache}")], $"Logging in with the keytab {path}");

    /// <summary>Takes the tickets of a cache file: no network yet.</summary>
    public static GssCredential FromTicketCache(string path) => FromStore(null, [("ccache", $"FILE:{path}")], $"Opening the ticket cache {path}");

    static unsafe GssCredential FromStore(GssName? name, (string Key, string Value)[] entries, string what)
    {
        var text = new List<byte[]>();
        foreach (var (key, value) in entries)
            text.AddRange([Encoding.UTF8.GetBytes(key + '\0'), Encoding.UTF8.GetBytes(value + '\0')]);

        var pins = text.ConvertAll(bytes => GCHandle.Alloc(bytes, GCHandleType.Pinned));
        try
        {
            var pairs = stackalloc GssNative.KeyValue[entries.Length];
            for (var i = 0; i < entries.Length; i++)
                pairs[i] = new() { Key = (byte*)pins[2 * i].AddrOfPinnedObject(), Value = (byte*)pins[(2 * i) + 1].AddrOfPinnedObject() };

            var set = new GssNative.KeyValueSet { Count = (uint)entries.Length, Elements = pairs };
            var major = GssNative.AcquireFrom(
                out var minor, name?.DangerousGetHandle() ?? 0, GssNative.Indefinite, GssOids.KerberosOnly, GssNative.Initiate, &set, out var credential, 0, out var lifetime);
            GC.KeepAlive(name);
            return Take(major, minor, credential, lifetime, what);
        }
        finally
        {
            pins.ForEach(pin => pin.Free());
        }
    }

    static GssCredential Take(uint major, uint minor, nint credential, uint lifetime, string what)
    {
        var result = new GssCredential { Lifetime = TimeSpan.FromSeconds(lifetime) };
        result.SetHandle(credential);
        try
        {
            GssError.ThrowIfFailed(major, minor, what);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    protected override bool ReleaseHandle() => GssNative.ReleaseCred(out _, ref handle) == GssNative.Complete;
}
