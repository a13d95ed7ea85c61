using System.Runtime.CompilerServices;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;

namespace Skybridge.Sync.Directory;

/// <summary>Reads a domain by directory replication.</summary>
public sealed class DrsDirectoryConnector : IDirectoryConnector
{
    /// <summary>What is read of everybody; no secret.</summary>
    internal static readonly AttributeType[] PublicAttributes =
    [
        AttributeType.ObjectClass, AttributeType.Surname, AttributeType.GivenName, AttributeType.DisplayName, AttributeType.IsDeleted, AttributeType.Name,
        AttributeType.UserAccountControl, AttributeType.PwdLastSet, AttributeType.AccountExpires, AttributeType.SamAccountName,
        AttributeType.UserPrincipalName, AttributeType.IsCriticalSystemObject, AttributeType.ConsistencyGuid, AttributeType.Mail,
        AttributeType.Description, AttributeType.GroupType, AttributeType.Member,
    ];

    static readonly AttributeType[] AllAttributes = [.. PublicAttributes, AttributeType.UnicodePwd];

    static readonly TimeSpan BriefPatience = TimeSpan.FromSeconds(2);

    readonly DirectoryOptions _options;
    readonly Func<KerberosCredential> _credential;
    readonly Func<DrsOptions, KerberosLogin, CancellationToken, Task<DrsClient>> _open;
    readonly ControllerPreference _preference;
    readonly ControllerFinder _finder;
    DrsClient? _client;
    KerberosLogin? _login;
    IReadOnlyList<DomainControllerAddress> _controllers = [];
    string? _host;
    HashSet<string> _near = [];

    /// <summary>Creates a connector.</summary>
    /// <param name="options">Which domain.</param>
    /// <param name="credential">Gives the connector account's credential anew each time that a login is needed.</param>
    public DrsDirectoryConnector(DirectoryOptions options, Func<KerberosCredential> credential)
        : this(options, credential, DrsClient.ConnectAsync)
    {
    }

    internal DrsDirectoryConnector(
        DirectoryOptions options, Func<KerberosCredential> credential, Func<DrsOptions, KerberosLogin, CancellationToken, Task<DrsClient>> open)
    {
        _options = options;
        _credential = credential;
        _open = open;
        _preference = new ControllerPreference(options.Rpc.Time);
        _finder = new ControllerFinder(options);
    }

    /// <inheritdoc/>
    public DirectoryIdentity? Identity { get; private set; }

    /// <inheritdoc/>
    public string? DomainController { get; private set; }

    /// <inheritdoc/>
    public bool HasAnother => _controllers.Any(_preference.IsWelcome);

    /// <inheritdoc/>
    public ControllerSurroundings? Surroundings => _client is null || _controllers.FirstOrDefault(one => one.Host == _host) is not { } current
        ? null
        : new(current, [.. _controllers.Where(one => one != current && _near.Contains(one.Name ?? one.Host))]);

    /// <inheritdoc/>
    public void Avoid(string host, bool avoid) => _preference.Avoid(host, avoid);

    /// <inheritdoc/>
    public async Task<DirectoryIdentity> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_client is not null && Identity is { } known)
            return known;

        _controllers = await _finder.FindAsync(cancellationToken).ConfigureAwait(false);
        var failures = new List<DrsrException>();
        var last = _host;
        _host = null;
        foreach (var controller in _preference.Order(_controllers, last))
        {
            try
            {
                await UseAsync(controller, PatientWith(controller), cancellationToken).ConfigureAwait(false);
                return Identity!;
            }
            catch (DrsrException error) when (error.IsTransient || error is not KerberosException)
            {
                // What one refuses, another may allow; only of the account itself all think the same.
                _preference.Fail(controller.Host);
                failures.Add(error);
            }
        }

        throw failures.Count == 1 ? failures[0] : new DomainControllersUnavailableException(_options.Domain, failures);
    }

    /// <inheritdoc/>
    public async Task<string?> ReturnAsync(CancellationToken cancellationToken)
    {
        var preferred = _client is null ? null : _controllers.TakeWhile(one => one.Host != _host).FirstOrDefault(_preference.IsWelcome);
        if (preferred is null)
            return null;

        try
        {
            // The one at hand is given up only for one that answers, and answers soon: passwords wait meanwhile.
            var former = _client!;
            await UseAsync(preferred, _options.Rpc with { ConnectTimeout = BriefPatience, CallTimeout = BriefPatience }, cancellationToken).ConfigureAwait(false);
            await former.DisposeAsync().ConfigureAwait(false);
            return DomainController;
        }
        catch (DrsrException)
        {
            _preference.Fail(preferred.Host);
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReplicationPage> ReadChangesAsync(
        ReplicationCursor? cursor, bool withSecrets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ReplicationRequest
        {
            NamingContext = Connected.NamingContext,
            Attributes = AttributesOf(withSecrets),
            Cursor = cursor,
        };
        await foreach (var page in _client!.ReplicateAsync(request, cancellationToken).ConfigureAwait(false))
            yield return page;
        _preference.Clear(_host!);
    }

    /// <inheritdoc/>
    public Task<ReplicationPage?> ReadObjectAsync(DsName target, bool withSecrets, CancellationToken cancellationToken)
    {
        _ = Connected;
        return _client!.ReplicateObjectAsync(target, AttributesOf(withSecrets), cancellationToken);
    }

    AttributeType[] AttributesOf(bool withSecrets) => [.. withSecrets ? AllAttributes : PublicAttributes, .. _options.MoreAttributes];

    /// <summary>Reads no more of one object than every global catalog has: for that, the right to replicate without secrets is enough.</summary>
    /// <remarks>Of any other attribute Samba wants a third right (Get-Changes-In-Filtered-Set) where the right to secrets is missing.</remarks>
    public Task<ReplicationPage?> ReadObjectIdentityAsync(DsName target, CancellationToken cancellationToken) =>
        ReadObjectAsync(target, [AttributeType.ObjectClass, AttributeType.SamAccountName], cancellationToken);

    /// <summary>Reads other attributes of one object than synchronization does, without secrets; null when there is none.</summary>
    public Task<ReplicationPage?> ReadObjectAsync(DsName target, IReadOnlyList<AttributeType> attributes, CancellationToken cancellationToken)
    {
        _ = Connected;
        return _client!.ReplicateObjectAsync(target, [.. attributes.Where(attribute => !attribute.IsSecret)], cancellationToken);
    }

    /// <summary>Finds an object by its security identifier; null when there is none.</summary>
    public async Task<Guid?> FindBySidAsync(string sid, CancellationToken cancellationToken)
    {
        _ = Connected;
        var result = await _client!.CrackNamesAsync(NameFormat.Sid, NameFormat.ObjectGuid, [sid], cancellationToken).ConfigureAwait(false);
        return result[0].IsFound && Guid.TryParse(result[0].Name, out var guid) ? guid : null;
    }

    /// <inheritdoc/>
    public async Task<Guid?> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (format, text) = NameGuess.Of(name, Connected);
        foreach (var candidate in new[] { format, NameFormat.Unknown }.Distinct())
        {
            var result = await _client!.CrackNamesAsync(candidate, NameFormat.ObjectGuid, [text], cancellationToken).ConfigureAwait(false);
            if (result[0].IsFound && Guid.TryParse(result[0].Name, out var guid))
                return guid;
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task DisconnectAsync(bool preferAnother, bool forgetTicket)
    {
        if (_client is { } client)
        {
            _client = null;
            DomainController = null;
            await client.DisposeAsync().ConfigureAwait(false);
        }

        if (preferAnother && _host is { } failed)
            _preference.Fail(failed);
        if (forgetTicket)
        {
            _login?.Dispose();
            _login = null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DisconnectAsync(preferAnother: false, forgetTicket: true).ConfigureAwait(false);

    DirectoryIdentity Connected => Identity is { } identity && _client is not null ? identity : throw new InvalidOperationException("Connect first.");

    RpcOptions PatientWith(DomainControllerAddress controller) =>
        _options.Rpc with { CallTimeout = _preference.PatienceWith(controller, _controllers.Count == 1, _options.Rpc.CallTimeout) };

    async Task UseAsync(DomainControllerAddress controller, RpcOptions rpc, CancellationToken cancellationToken)
    {
        var name = controller.Name ?? (await RootDse.ReadAsync(controller.Host, rpc, cancellationToken).ConfigureAwait(false)).DnsHostName;
        _login ??= new KerberosLogin(_credential(), new KerberosOptions
        {
            Realm = _options.Domain.ToUpperInvariant(),
            KeyDistributionCenters = [controller.Host, .. _controllers.Select(other => other.Host).Where(host => host != controller.Host)],
            Time = rpc.Time,
        });
        var options = new DrsOptions { Host = controller.Host, HostName = name, Port = _options.RpcPort, Rpc = rpc };
        var client = await _open(options, _login, cancellationToken).ConfigureAwait(false);
        try
        {
            Identity = await IdentifyAsync(client, name, cancellationToken).ConfigureAwait(false);
            DomainController = $"{name} ({client.Endpoint})";
            _client = client;
            _host = controller.Host;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // No LDAP is needed: the replication service itself knows the domain's names, and who it is towards its partners.
    async Task<DirectoryIdentity> IdentifyAsync(DrsClient client, string controllerName, CancellationToken cancellationToken)
    {
        var controllers = await client.GetDomainControllersAsync(_options.Domain, cancellationToken).ConfigureAwait(false);
        if (controllers.FirstOrDefault(info => string.Equals(info.DnsHostName, controllerName, StringComparison.OrdinalIgnoreCase)) is { } partner)
        {
            client.IntroduceAs(partner.DsaGuid);
            _near = controllers.Where(info => info.SiteName == partner.SiteName).Select(info => info.DnsHostName).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        }

        string[] domain = [$"{_options.Domain}/"];
        var distinguished = await client.CrackNamesAsync(NameFormat.Canonical, NameFormat.DistinguishedName, domain, cancellationToken).ConfigureAwait(false);
        var netBios = await client.CrackNamesAsync(NameFormat.Canonical, NameFormat.Nt4Account, domain, cancellationToken).ConfigureAwait(false);
        if (!distinguished[0].IsFound || !netBios[0].IsFound)
            throw new RpcProtocolException($"{controllerName} does not know the domain {_options.Domain} (it answers for {distinguished[0].Domain ?? "another one"}).");

        return new DirectoryIdentity(_options.Domain, netBios[0].Name!.TrimEnd('\\'), DsName.FromDistinguishedName(distinguished[0].Name!));
    }
}
