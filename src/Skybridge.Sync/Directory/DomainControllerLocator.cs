using System.Net;
using System.Net.Sockets;
using DnsClient;

namespace Skybridge.Sync.Directory;

/// <summary>Finds the domain controllers of a domain by DNS.</summary>
/// <remarks>
/// [MS-ADTS] SRV Records Registered by DC: <c>_ldap._tcp.dc._msdcs.&lt;domain&gt;</c>. Ordered by priority, then by weight. Addresses come from the same server
/// that answered, which need not be the system's own.
/// </remarks>
public sealed class DomainControllerLocator(IPEndPoint? server, TimeSpan timeout)
{
    readonly LookupClient _dns = new(CreateOptions(server, timeout));

    /// <summary>Finds them.</summary>
    /// <exception cref="DomainNotFoundException">There are none, or nobody could be asked: says which question went to which server.</exception>
    public async Task<IReadOnlyList<DomainControllerAddress>> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var question = $"_ldap._tcp.dc._msdcs.{domain}";
        var answer = await AskAsync(question, QueryType.SRV, cancellationToken).ConfigureAwait(false);
        var records = answer.Answers.SrvRecords().OrderBy(record => record.Priority).ThenByDescending(record => record.Weight).ToList();
        if (records.Count == 0)
            throw new DomainNotFoundException($"DNS knows no domain controller: {question} (SRV) has no answer at {ServerName}.");

        var found = new List<DomainControllerAddress>();
        foreach (var record in records)
        {
            var name = record.Target.Value.TrimEnd('.');
            var address = Glue(answer, record.Target) ?? await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
            found.Add(new DomainControllerAddress(address?.ToString() ?? name, name));
        }

        return found;
    }

    string ServerName => server?.ToString() ?? "the system's DNS servers";

    static IPAddress? Glue(IDnsQueryResponse answer, DnsString name) =>
        answer.Additionals.AddressRecords().FirstOrDefault(record => record.DomainName.Equals(name))?.Address;

    // One whose address cannot be found goes by its name, which the system may know: the others must not wait for it.
    async Task<IPAddress?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(name, QueryType.A, cancellationToken).ConfigureAwait(false);
            if (answer.Answers.AddressRecords().FirstOrDefault() is { } four)
                return four.Address;

            answer = await AskAsync(name, QueryType.AAAA, cancellationToken).ConfigureAwait(false);
            return answer.Answers.AddressRecords().FirstOrDefault()?.Address;
        }
        catch (DomainNotFoundException)
        {
            return null;
        }
    }

    async Task<IDnsQueryResponse> AskAsync(string question, QueryType type, CancellationToken cancellationToken)
    {
        try
        {
            return await _dns.QueryAsync(question, type, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DnsResponseException or SocketException or DnsXidMismatchException or ArgumentException)
        {
            throw new DomainNotFoundException($"DNS could not be asked: {question} ({type}) at {ServerName}: {error.Message}", error);
        }
    }

    static LookupClientOptions CreateOptions(IPEndPoint? server, TimeSpan timeout)
    {
        var options = server is null ? new LookupClientOptions() : new LookupClientOptions(server);
        options.Timeout = timeout;
        options.Retries = 1;
        options.UseCache = false;
        options.ThrowDnsErrors = false;
        return options;
    }
}
