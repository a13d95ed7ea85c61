using System.Globalization;
using Skybridge.CommandLine;
using Skybridge.Drsr;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Directory;

namespace Skybridge.Agent.Setup.Checks;

/// <summary>What a domain controller answered when it was looked at, before anybody logged in.</summary>
/// <param name="Address">Where it was looked for, with its name where that is known.</param>
sealed record ControllerLook(DomainControllerAddress Address)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The site that it is in; null when it does not say.</summary>
    public string? Site { get; private init; }

    /// <summary>Whether it is a read-only one, which has not everybody's password.</summary>
    public bool IsReadOnly { get; private init; }

    /// <summary>How long Kerberos took to answer.</summary>
    public TimeSpan Elapsed { get; private init; }

    /// <summary>How far its clock is ahead of ours; null when it did not say.</summary>
    public TimeSpan? ClockOffset { get; private init; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public OperatorException? Fault { get; private init; }

    /// <summary>Looks at some side by side.</summary>
    public static async Task<IReadOnlyList<ControllerLook>> TakeAsync(string domain, IEnumerable<DomainControllerAddress> addresses, TimeProvider time, CancellationToken cancellationToken) =>
        await Task.WhenAll(addresses.Select(address => new ControllerLook(address).LookAsync(domain, time, cancellationToken)));

    /// <summary>One line for people.</summary>
    public string Describe()
    {
        var place = Address.Name is { } name && name != Address.Host ? $"{name} ({Address.Host})" : Address.Host;
        if (Fault is not null)
            return $"{place}: cannot be used: {Fault.Message}";

        List<string> facts = [string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalMilliseconds:0} ms"), Site is null ? "site not said" : $"site {Site}", "writable"];
        if (ClockOffset is { } offset && offset.Duration() > TimeSpan.FromSeconds(1))
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"its clock is {Math.Abs(offset.TotalSeconds):0} s {(offset > TimeSpan.Zero ? "ahead" : "behind")}"));
        return $"{place}: {string.Join(", ", facts)}";
    }

    async Task<ControllerLook> LookAsync(string domain, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new RpcOptions { ConnectTimeout = Patience, CallTimeout = Patience, Time = time };
        try
        {
            var kerberos = await KdcProbe.AskAsync(Address.Host, domain.ToUpperInvariant(), "krbtgt", Patience, time, cancellationToken);
            await EndpointMapper.MapAsync(Address.Host, RpcInterface.Drsuapi, options, cancellationToken);
            var look = this with { Elapsed = kerberos.Elapsed, ClockOffset = kerberos.ClockOffset };
            return await look.AskForNameAsync(domain, options, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException && SetupProblem.Of(error) is { } problem)
        {
            return this with { Fault = problem };
        }
    }

    // LDAP is only needed to learn the name that belongs to an address; where the name is known, its silence is borne.
    async Task<ControllerLook> AskForNameAsync(string domain, RpcOptions options, CancellationToken cancellationToken)
    {
        RootDse found;
        try
        {
            found = await RootDse.ReadAsync(Address.Host, options, cancellationToken);
        }
        catch (DrsrException) when (Address.Name is not null)
        {
            return this;
        }

        var expected = DirectoryIdentity.ContextOf(domain);
        if (!string.Equals(found.DefaultNamingContext, expected, StringComparison.OrdinalIgnoreCase))
            return this with { Fault = new($"it is a domain controller of {found.DefaultNamingContext}, not of {expected}.", "Name a domain controller of this domain, or go back and name the other domain.") };
        if (found.IsReadOnly)
            return this with { Fault = new("it is a read-only domain controller, which has not everybody's password.", "Name a writable one.") };
        return this with { Address = Address.Name is null ? Address with { Name = found.DnsHostName } : Address, Site = found.Site };
    }
}
