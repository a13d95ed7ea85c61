using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Skybridge.Drsr.Security.Gss;

namespace Skybridge.Drsr.Security;

/// <summary>The krb5.conf that this process gives to the Kerberos library, so that neither /etc nor DNS decides where passwords go.</summary>
/// <remarks>
/// The library knows one configuration per process, by an environment variable: hence the one instance. The library looks at the file
/// again when its time of change differs, in whole seconds; each version therefore gets a file of its own.
/// </remarks>
sealed class Krb5Configuration
{
    // Names and addresses of any family, with the scope of an IPv6 one: nothing that means something else in the file.
    static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%");

    readonly Func<string, bool> _announce;
    readonly Lock _lock = new();
    ImmutableSortedDictionary<string, ImmutableArray<string>> _realms = ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);
    string? _directory;
    int _version;

    /// <param name="announce">Tells the library the path of the file; false when that failed.</param>
    internal Krb5Configuration(Func<string, bool> announce) => _announce = announce;

    // Replacing the value of a variable that exists is the one change of the C environment that other threads survive.
    public static Krb5Configuration Process { get; } = new(path => GssNative.SetEnvironment("KRB5_CONFIG", path, 1) == 0);

    /// <summary>Says which addresses are asked for tickets of a realm, in order.</summary>
    /// <exception cref="ArgumentException">The realm or an address could mean something else in the file. Addresses may come from DNS.</exception>
    public void SetKeyDistributionCenters(string realm, IEnumerable<string> addresses)
    {
        ImmutableArray<string> list = [.. addresses];
        foreach (var name in list.Append(realm))
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
                throw new ArgumentException($"'{name}' is no realm and no address.");
        }

        lock (_lock)
        {
            if (_realms.TryGetValue(realm, out var current) && current.SequenceEqual(list))
                return;

            var realms = _realms.SetItem(realm, list);
            Publish(realms);
            _realms = realms;
        }
    }

    internal static string Render(IReadOnlyDictionary<string, ImmutableArray<string>> realms)
    {
        var text = new StringBuilder();
        text.AppendLine("# Written by Skybridge for its own process. Changes here are lost.");
        text.AppendLine("[libdefaults]");
        if (realms.Count > 0)
            text.Append(" default_realm = ").AppendLine(realms.Keys.First());
        text.AppendLine(" dns_lookup_kdc = false");
        text.AppendLine(" dns_lookup_realm = false");
        text.AppendLine(" dns_canonicalize_hostname = false");
        text.AppendLine(" rdns = false");
        text.AppendLine(" udp_preference_limit = 1");
        text.AppendLine(" permitted_enctypes = aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96");
        text.AppendLine(" request_timeout = 5s");
        text.AppendLine("[realms]");
        foreach (var (realm, addresses) in realms)
        {
            text.Append(' ').Append(realm).AppendLine(" = {");
            foreach (var address in addresses)
                text.Append(CultureInfo.InvariantCulture, $"  kdc = {(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}").AppendLine();
            text.AppendLine(" }");
        }

        return text.ToString();
    }

    void Publish(ImmutableSortedDictionary<string, ImmutableArray<string>> realms)
    {
        if (_directory is null)
        {
            _directory = Directory.CreateTempSubdirectory("skybridge-krb5-").FullName;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => TryDelete(_directory);
        }

        var path = Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{++_version}.conf"));
        File.WriteAllText(path, Render(realms));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        if (!_announce(path))
            throw new KerberosException(KerberosFailure.Other, "The Kerberos configuration could not be put into the environment.");
        if (_version > 2)
            TryDelete(Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{_version - 2}.conf")));
    }

    static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (IOException)
        {
            // A temporary file that stays is no harm: it holds addresses only.
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
