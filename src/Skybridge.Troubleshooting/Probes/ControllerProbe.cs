using System.Net;
using System.Net.Sockets;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Directory;

namespace Skybridge.Troubleshooting.Probes;

/// <summary>Goes the way that synchronization goes, step by step, with one domain controller.</summary>
/// <param name="facts">The domain.</param>
/// <param name="address">The domain controller.</param>
/// <param name="gate">Shared by the domain controllers of a domain.</param>
/// <param name="limits">How long to wait.</param>
/// <param name="time">The clock.</param>
sealed class ControllerProbe(ConnectorFacts facts, DomainControllerAddress address, LoginGate gate, ProbeLimits limits, TimeProvider time)
{
    ControllerSight _sight = new() { Address = address };

    string Realm => facts.Directory.Domain.ToUpperInvariant();

    RpcOptions Quick => new() { ConnectTimeout = limits.Port, CallTimeout = limits.Port, Time = time };

    RpcOptions Patient => new() { ConnectTimeout = limits.Port, CallTimeout = limits.Call, Time = time };

    /// <summary>Looks; when the time is up, what was seen until then.</summary>
    public async Task<ControllerSight> LookAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(limits.Controller);
        try
        {
            await GoAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            var message = $"{_sight.Name} did not get to the end within {limits.Controller.TotalSeconds:0} s.";
            _sight = _sight with { BindFailure = new RpcTransportException(_sight.Name, TransportStep.Exchange, message, isTimeout: true, error) };
        }

        return _sight;
    }

    async Task GoAsync(CancellationToken cancellationToken)
    {
        if (await ResolveAsync(address.Host, cancellationToken).ConfigureAwait(false) is { } nameless)
        {
            _sight = _sight with { NotResolved = nameless };
            return;
        }

        await LookAtPortsAsync(cancellationToken).ConfigureAwait(false);
        if (_sight.Ports is [{ Answers: true }, ..])
            await LogInAsync(cancellationToken).ConfigureAwait(false);
        if (_sight.LoggedIn == true && _sight.Replication is { Answers: true })
            await ReplicateAsync(cancellationToken).ConfigureAwait(false);
    }

    async Task<string?> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out _))
            return null;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(limits.Port);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, limit.Token).ConfigureAwait(false);
            return addresses.Length > 0 ? null : $"The name {host} has no address.";
        }
        catch (SocketException error)
        {
            return $"The name {host} has no address: {error.Message}.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"DNS did not say within {limits.Port.TotalSeconds:0} s which address {host} has.";
        }
    }

    async Task LookAtPortsAsync(CancellationToken cancellationToken)
    {
        var kdc = PortProbe.KdcAsync(address.Host, Realm, facts.Account, Quick, cancellationToken);
        var ports = new List<PortSight>();
        var number = facts.Directory.RpcPort;
        if (number is null)
        {
            (var mapper, number, var unknown) = await PortProbe.MapperAsync(address.Host, Quick, cancellationToken).ConfigureAwait(false);
            ports.Add(mapper);
            _sight = _sight with { BindFailure = unknown };
        }

        if (number is { } known)
            ports.Add(await PortProbe.ConnectAsync(address.Host, known, Quick, cancellationToken).ConfigureAwait(false));
        var (first, answer) = await kdc.ConfigureAwait(false);
        _sight = _sight with { Kdc = answer, Ports = [first, .. ports] };
    }

    async Task LogInAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var login = new KerberosLogin(OpenCredential(), new KerberosOptions
            {
                Realm = Realm,
                KeyDistributionCenters = [address.Host],
                ProbeTimeout = limits.Port,
                LoginTimeout = limits.Login,
                Time = time,
            });
            await gate.LogInAsync(login, cancellationToken).ConfigureAwait(false);
            _sight = _sight with { LoggedIn = true };
        }
        catch (KerberosException error)
        {
            _sight = _sight with { LoggedIn = false, LoginFailure = error };
        }
    }

    KerberosCredential OpenCredential()
    {
        try
        {
            return facts.OpenCredential();
        }
#pragma warning disable CA1031 // However the stored credential fails, the finding is that it cannot be used.
        catch (Exception error) when (error is not DrsrException)
#pragma warning restore CA1031
        {
            throw new KerberosException(KerberosFailure.StoreUnusable, error.Message, innerException: error);
        }
    }

    async Task ReplicateAsync(CancellationToken cancellationToken)
    {
        var directory = new DrsDirectoryConnector(facts.Directory with { DomainControllers = [address], Rpc = Patient }, facts.OpenCredential);
        await using (directory.ConfigureAwait(false))
        {
            try
            {
                _sight = _sight with { Identity = await directory.ConnectAsync(cancellationToken).ConfigureAwait(false) };
                var own = await directory.FindAsync(facts.Account, cancellationToken).ConfigureAwait(false)
                    ?? throw new RpcProtocolException($"{_sight.Name} lets {facts.Account} in, and does not find it by that name.");
                await ReadAsync(directory, own, cancellationToken).ConfigureAwait(false);
            }
            catch (KerberosException error) when (error.Failure == KerberosFailure.ClockSkew)
            {
                _sight = _sight with { LoginFailure = error };
            }
            catch (DrsrException error)
            {
                _sight = _sight with { BindFailure = error };
            }
        }
    }

    // The account's own object: what it may not read of itself, it may not read of anybody.
    async Task ReadAsync(DrsDirectoryConnector directory, Guid account, CancellationToken cancellationToken)
    {
        var own = DsName.FromGuid(account);
        _sight = _sight with { Plain = await TryAsync(() => directory.ReadObjectIdentityAsync(own, cancellationToken)).ConfigureAwait(false) };
        _sight = _sight with { Secret = await TryAsync(() => directory.ReadObjectAsync(own, withSecrets: true, cancellationToken)).ConfigureAwait(false) };
        if (_sight.Works)
            _sight = _sight with { ExcessRights = await new PrivilegeProbe(directory).LookAsync(account, cancellationToken).ConfigureAwait(false) };
    }

    static async Task<ReadSight> TryAsync(Func<Task<ReplicationPage?>> read)
    {
        try
        {
            using var page = await read().ConfigureAwait(false);
            return new ReadSight(Failure: null);
        }
        catch (DrsException error)
        {
            return new ReadSight(error);
        }
    }
}
