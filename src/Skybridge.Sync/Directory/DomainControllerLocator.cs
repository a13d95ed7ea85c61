using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DnsClient;
using DnsClient.Protocol;

namespace Skybridge.Sync.Directory;

/// <summary>Finds the domain controllers of a domain by DNS.</summary>
/// <remarks>
/// [MS-ADTS] SRV Records Registered by DC: <c>_ldap._tcp.dc._msdcs.&lt;domain&gt;</c>, and <c>_ldap._tcp.&lt;site&gt;._sites.dc._msdcs.&lt;domain&gt;</c>.
/// Ordered by site, by priority, then by weight as RFC 2782 draws lots. Addresses come from the same server that answered, which need not be the system's own.
/// </remarks>
/// <param name="server">The DNS server; null for the system's own.</param>
/// <param name="timeout">The limit for each question.</param>
/// <param name="lots">Draws below a bound; null for chance.</param>
public sealed class DomainControllerLocator(IPEndPoint? server, TimeSpan timeout, Func<int, int>? lots = null)
{
    // Their number is a stranger's word; each may cost a question.
    const int MaxControllers = 1000;

    readonly LookupClient _dns = new(CreateOptions(server, timeout));

    /// <summary>Finds them.</summary>
    /// <exception cref="DomainNotFoundException">There are none, or nobody could be asked: says which question went to which server.</exception>
    public async Task<IReadOnlyList<DomainControllerAddress>> FindAsync(string domain, CancellationToken cancellationToken)
    {
        var question = $"_ldap._tcp.dc._msdcs.{domain}";
        var found = await ListAsync(question, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found : throw new DomainNotFoundException($"DNS knows no domain controller: {question} (SRV) has no answer at {ServerName}.");
    }

    /// <summary>Finds those of a site; none when DNS knows of none, or cannot be asked.</summary>
    public async Task<IReadOnlyList<DomainControllerAddress>> FindInSiteAsync(string domain, string site, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync($"_ldap._tcp.{site}._sites.dc._msdcs.{domain}", cancellationToken).ConfigureAwait(false);
        }
        catch (DomainNotFoundException)
        {
            return [];
        }
    }

    async Task<IReadOnlyList<DomainControllerAddress>> ListAsync(string question, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(question, QueryType.SRV, cancellationToken).ConfigureAwait(false);
        var found = new List<DomainControllerAddress>();
        foreach (var record in answer.Answers.SrvRecords().Take(MaxControllers).GroupBy(record => record.Priority).OrderBy(group => group.Key).SelectMany(Draw))
        {
            var name = record.Target.Value.TrimEnd('.');
            var address = Glue(answer, record.Target) ?? await ResolveAsync(name, cancellationToken).ConfigureAwait(false);
            found.Add(new DomainControllerAddress(address?.ToString() ?? name, name));
        }

        return found;
    }

    // Each place goes to one of those that are left, with a chance like its weight's share.
    IEnumerable<SrvRecord> Draw(IEnumerable<SrvRecord> equals)
    {
        var left = equals.OrderBy(record => record.Weight).ThenBy(record => record.Target.Value, StringComparer.OrdinalIgnoreCase).ToList();
        while (left.Count > 0)
        {
            var lot = (lots ?? RandomNumberGenerator.GetInt32)(left.Sum(record => record.Weight) + 1);
            var chosen = left.First(record => (lot -= record.Weight) <= 0);
            left.Remove(chosen);
            yield return chosen;
        }
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
