using Skybridge.Drsr.Security.Gss;

namespace Skybridge.Drsr.Security;

/// <summary>An account that logs in by Kerberos and opens security contexts to services. Keeps its ticket for the next one.</summary>
/// <remarks>Kerberos comes from the system's GSS-API; nothing else is offered: no NTLM, no RC4. Safe to use from several threads.</remarks>
public sealed class KerberosLogin(KerberosCredential credential, KerberosOptions options) : IDisposable
{
    static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    readonly SemaphoreSlim _gate = new(1, 1);
    GssCredential? _acquired;
    DateTimeOffset _renewAt;
    volatile bool _forgotten;

    /// <summary>Who logs in, for messages.</summary>
    public string Principal => credential.Principal;

    /// <summary>Says why this host cannot do Kerberos: a sentence with the packages that are missing; null when it can.</summary>
    public static string? FindObstacle() =>
        !OperatingSystem.IsLinux() ? "Kerberos for replication is available on Linux only so far."
        : !System.Runtime.InteropServices.NativeLibrary.TryLoad("libgssapi_krb5.so.2", out _)
        ? "The Kerberos library libgssapi_krb5.so.2 is not installed (package libgssapi-krb5-2 on Debian and Ubuntu, krb5-libs on Fedora and Alpine, krb5 on SUSE)."
        : null;

    /// <summary>Opens a context to a service, logging in first where needed.</summary>
    /// <param name="service">The service's principal without the realm: <c>ldap/dc1.corp.example</c>. Only a name: nothing is looked up.</param>
    /// <param name="cancellationToken">Ends the wait at once; what the library is doing goes on and is thrown away.</param>
    /// <exception cref="KerberosException">Why not.</exception>
    internal Task<ISecurityContext> CreateContextAsync(string service, CancellationToken cancellationToken) =>
        CreateContextAsync<ISecurityContext>(service, GssContext.Create, cancellationToken);

    /// <summary>Opens a context whose messages are sealed as wholes; otherwise as <see cref="CreateContextAsync(string, CancellationToken)"/>.</summary>
    internal Task<IMessageSecurity> CreateMessageContextAsync(string service, CancellationToken cancellationToken) =>
        CreateContextAsync<IMessageSecurity>(service, GssMessageContext.Create, cancellationToken);

    async Task<T> CreateContextAsync<T>(string service, Func<GssCredential, string, T> create, CancellationToken cancellationToken)
        where T : IDisposable
    {
        RequireLibrary();
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FindKeyDistributionCentersAsync(cancellationToken).ConfigureAwait(false);
            var acquired = await AcquireAsync(cancellationToken).ConfigureAwait(false);
            return await RunAsync($"Asking for a ticket to {service}", () => create(acquired, $"{service}@{options.Realm}"), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Logs in where there is no ticket yet, and opens nothing: says whether the account is let in.</summary>
    /// <param name="cancellationToken">Ends the wait at once; what the library is doing goes on and is thrown away.</param>
    /// <exception cref="KerberosException">Why not.</exception>
    public async Task LogInAsync(CancellationToken cancellationToken)
    {
        RequireLibrary();
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FindKeyDistributionCentersAsync(cancellationToken).ConfigureAwait(false);
            await AcquireAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets the ticket, so that the next context logs in again: the password may have changed, or group memberships.</summary>
    public void Forget() => _forgotten = true;

    /// <summary>Forgets the ticket and wipes the credential. Not while a context is being created.</summary>
    public void Dispose()
    {
        _acquired?.Dispose();
        credential.Dispose();
        _gate.Dispose();
    }

    async Task<GssCredential> AcquireAsync(CancellationToken cancellationToken)
    {
        if (_acquired is { } still && !_forgotten && options.Time.GetUtcNow() < _renewAt)
            return still;

        _forgotten = false;
        _acquired?.Dispose();
        _acquired = null;
        var acquired = await RunAsync($"Logging in as {Principal}", Acquire, cancellationToken).ConfigureAwait(false);
        _renewAt = options.Time.GetUtcNow() + (acquired.Lifetime > 2 * RenewBefore ? acquired.Lifetime - RenewBefore : acquired.Lifetime / 2);
        return _acquired = acquired;
    }

    GssCredential Acquire()
    {
        switch (credential)
        {
            case PasswordCredential password:
                using (var name = Import(password.Account))
                    return GssCredential.FromPassword(name, password.Principal, password.PasswordUtf8);

            case KeytabCredential keytab:
                RequireKeytab(keytab.Path);
                using (var name = Import(keytab.Account))
                    return FromKeytab(name, keytab);

            case TicketCacheCredential cache:
                RequireFile(cache.Path, "ticket cache");
                return GssCredential.FromTicketCache(cache.Path);

            default:
                throw new NotSupportedException($"A {credential.GetType().Name} cannot log in.");
        }
    }

    static GssCredential FromKeytab(GssName name, KeytabCredential keytab)
    {
        try
        {
            return GssCredential.FromKeytab(name, keytab.Path, $"skybridge-{keytab.Principal}");
        }
        catch (KerberosException error) when (error.Failure == KerberosFailure.StoreUnusable)
        {
            throw new KerberosException(KerberosFailure.StoreUnusable, $"The keytab {keytab.Path} holds no key of {keytab.Principal}.", error.Code, error);
        }
    }

    static unsafe GssName Import(KerberosPrincipal principal) =>
        GssName.Import(principal.Encode(), principal.IsEnterprise ? GssOids.EnterpriseName : GssOids.PrincipalName);

    // The library waits 18 to 27 seconds for a dead or mute server, and would blame a missing cache: so find out first, with our own limits.
    async Task FindKeyDistributionCentersAsync(CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var host in options.KeyDistributionCenters)
        {
            try
            {
                await KdcProbe.AskAsync(host, options.Realm, ProbeName, options.ProbeTimeout, options.Time, cancellationToken).ConfigureAwait(false);
                Krb5Configuration.Process.SetKeyDistributionCenters(options.Realm, [host, .. options.KeyDistributionCenters.Where(other => other != host)]);
                return;
            }
            catch (DrsrException error)
            {
                failures.Add(error.Message);
            }
        }

        throw new KerberosException(
            KerberosFailure.KdcUnreachable,
            $"No key distribution center of {options.Realm} answers: {(failures.Count == 0 ? "none is known." : string.Join(" ", failures))}");
    }

    string ProbeName => credential switch
    {
        PasswordCredential password => password.Account.Name,
        KeytabCredential keytab => keytab.Account.Name,
        _ => "krbtgt",
    };

    Task<T> RunAsync<T>(string what, Func<T> call, CancellationToken cancellationToken)
        where T : IDisposable =>
        NativeWatchdog.RunAsync(options.Realm, what, call, options.LoginTimeout, options.Time, cancellationToken);

    static void RequireFile(string path, string what)
    {
        if (!File.Exists(path))
            throw new KerberosException(KerberosFailure.StoreUnusable, $"The {what} {path} does not exist or cannot be read.");
    }

    // The library takes whatever it cannot read for a keytab without keys, and then blames a missing cache.
    static void RequireKeytab(string path)
    {
        const int magic = 5;
        try
        {
            using var file = File.OpenRead(path);
            if (file.ReadByte() != magic)
                throw new KerberosException(KerberosFailure.StoreUnusable, $"{path} is not a keytab.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KerberosException(KerberosFailure.StoreUnusable, $"The keytab {path} cannot be read: {error.Message}", innerException: error);
        }
    }

    static void RequireLibrary()
    {
        if (FindObstacle() is { } obstacle)
            throw new KerberosException(KerberosFailure.LibraryMissing, obstacle);
    }
}
