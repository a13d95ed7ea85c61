using Microsoft.Data.Sqlite;
using Skybridge.Drsr;
using Skybridge.Drsr.Drs;
using Skybridge.Drsr.Rpc;
using Skybridge.Drsr.Security;
using Skybridge.Sync.Cloud;
using Skybridge.Sync.Directory;

namespace Skybridge.Sync.Engine;

/// <summary>What an exception means to an administrator: which cause, what was seen, what to do, and when to try again.</summary>
/// <param name="Cause">The slug of the cause.</param>
/// <param name="Error">What was tried, and what came back.</param>
/// <param name="Hint">What to do.</param>
/// <param name="RetryAfter">How long to wait: longer where trying could lock the account.</param>
public sealed record Problem(string Cause, string Error, string Hint, TimeSpan RetryAfter)
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Later = TimeSpan.FromSeconds(15);
    static readonly TimeSpan Careful = TimeSpan.FromMinutes(5);

    /// <summary>Describes an exception; null when it is none that is expected here.</summary>
    public static Problem? Of(Exception error) => error switch
    {
        CloudException cloud => new(cloud.Cause, cloud.Message, cloud.Hint, cloud.RetryAfter ?? (cloud.IsTransient ? Soon : Later)),
        DomainControllersUnavailableException { Failures: var failures } several => Of(failures[0]) is { } first
            ? first with { Error = several.Message }
            : null,
        DomainNotFoundException => new(
            "domain-not-found", error.Message, "Check the domain's name; give a DNS server that knows it (--dns-server), or the domain controllers (--domain-controller).", Later),
        KerberosException kerberos => OfKerberos(kerberos),
        DrsException refused => OfDirectory(refused),
        RpcTransportException transport => OfTransport(transport),
        EndpointNotFoundException => new("domain-controller-unreachable", error.Message, "Wait for the domain controller to finish starting, or name another one.", Later),
        RpcFaultException or RpcBindException => new("domain-controller-unreachable", error.Message, "Look at the domain controller's log, or name another one.", Later),
        DrsrException => new("domain-controller-unreachable", error.Message, "Something between here and the domain controller does not speak its protocol properly.", Later),
        SqliteException sqlite => OfStore(sqlite),
        InvalidDataException => new("store-unusable", error.Message, "Use the program that wrote it, or a newer one.", Later),
        IOException => new("store-unusable", error.Message, "Check the free space and the permissions of the agent's home.", Later),
        _ => null,
    };

    static Problem OfTransport(RpcTransportException error)
    {
        var hint = error switch
        {
            { Step: TransportStep.Resolve } => "Check the name, or give an address: --domain-controller ADDRESS:NAME.",
            { IsTimeout: true } => "Check that the domain controller is up, and that no firewall drops packets to ports 88, 135 and the replication port.",
            { Step: TransportStep.Exchange } => "The domain controller hung up: look whether it is restarting.",
            _ => "Check that the domain controller is up, and that no firewall rejects ports 88, 135 and the replication port.",
        };
        return new Problem("domain-controller-unreachable", error.Message, hint, Soon);
    }

    static Problem OfDirectory(DrsException error) => error.Error switch
    {
        DrsException.AccessDenied => new(
            "replication-rights-missing",
            error.Message,
            "Grant the connector account Replicating Directory Changes and Replicating Directory Changes All on the domain.",
            Later),
        DrsException.SourceDisabled or DrsException.SinkDisabled => new(
            "replication-disabled", error.Message, "Switch replication on again: repadmin /options DC -DISABLE_OUTBOUND_REPL -DISABLE_INBOUND_REPL.", Later),
        _ => new("domain-controller-unreachable", error.Message, "Look at the domain controller's directory service log.", Later),
    };

    static Problem OfKerberos(KerberosException error) => error.Failure switch
    {
        KerberosFailure.PasswordWrong => Rejected(error, "Check the connector account's password. The service tries it again only every five minutes, so as not to lock the account.", Careful),
        KerberosFailure.AccountUnknown => Rejected(error, "Check the connector account's name and its domain.", Careful),
        KerberosFailure.AccountRevoked => Rejected(error, "The connector account is disabled, expired, locked out, or outside its logon hours: mend that in Active Directory.", Later),
        KerberosFailure.PasswordExpired => Rejected(error, "Set a new password for the connector account, without 'must change at next logon'.", Later),
        KerberosFailure.NoAesKey => Rejected(error, "Set the connector account's password once more, so that it gets AES keys.", Later),
        KerberosFailure.StoreUnusable => Rejected(error, "Check the keytab: its path, its permissions, and the account and domain that it was made for.", Later),
        KerberosFailure.LibraryMissing => new("kerberos-unavailable", error.Message, "Install the package named above.", Later),
        KerberosFailure.ClockSkew => new("clock-skew", error.Message, "Set this host's clock, best by the same time source as the domain controllers.", Later),
        KerberosFailure.ServiceUnknown => new(
            "domain-controller-unreachable",
            error.Message,
            "Give the domain controller's own DNS name: --domain-controller ADDRESS:NAME.",
            Later),
        KerberosFailure.KdcUnreachable or KerberosFailure.TimedOut => new(
            "domain-controller-unreachable", error.Message, "Check that a domain controller answers on port 88.", Soon),
        KerberosFailure.ServerNotTrusted or KerberosFailure.MessageTampered => new(
            "domain-controller-unreachable", error.Message, "Something between here and the domain controller changes the traffic, or the domain controller is not what it says.", Later),
        _ => new("connector-account-rejected", error.Message, "Look at the Kerberos error above.", Later),
    };

    static Problem Rejected(KerberosException error, string hint, TimeSpan wait) => new("connector-account-rejected", error.Message, hint, wait);

    static Problem OfStore(SqliteException error)
    {
        const int damaged = 11;
        const int full = 13;
        const int notADatabase = 26;
        var hint = error.SqliteErrorCode switch
        {
            full => "The disk is full: make room.",
            damaged or notADatabase => "A database in the agent's home is damaged: bring the home back from a backup, or set the agent up anew in another folder.",
            _ => "Check the free space and the permissions of the agent's home.",
        };
        return new Problem("store-unusable", $"The agent's own store does not work: {error.Message}", hint, Later);
    }
}
