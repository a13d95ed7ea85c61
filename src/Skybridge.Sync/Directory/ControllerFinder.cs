using System.Security.Cryptography;

namespace Skybridge.Sync.Directory;

/// <summary>Finds a domain's domain controllers in the order in which to prefer them: those of the own site first.</summary>
/// <remarks>
/// Which site that is, a setting says, or one of them is asked, once an hour. Read-only ones are named within their sites
/// only, and left out: they have not everybody's password. Where nothing can be learned about sites, DNS's own order stands.
/// </remarks>
sealed class ControllerFinder(DirectoryOptions options)
{
    const int Asked = 3;
    const int Lots = 32;

    static readonly TimeSpan PingPatience = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan SiteLifetime = TimeSpan.FromHours(1);

    readonly int[] _lots = [.. Enumerable.Range(0, Lots).Select(_ => RandomNumberGenerator.GetInt32(int.MaxValue))];
    string? _site = options.Site;
    DateTimeOffset? _learned;

    /// <summary>Finds them.</summary>
    /// <exception cref="DomainNotFoundException">There are none, or nobody could be asked.</exception>
    public async Task<IReadOnlyList<DomainControllerAddress>> FindAsync(CancellationToken cancellationToken)
    {
        if (options.DomainControllers.Count > 0)
            return options.DomainControllers;

        // The same lots each time: the order changes only when DNS's answer does.
        var drawn = 0;
        var locator = new DomainControllerLocator(options.DnsServer, options.Rpc.ConnectTimeout, bound => _lots[drawn++ % Lots] % bound);
        var all = await locator.FindAsync(options.Domain, cancellationToken).ConfigureAwait(false);
        if (all.Count == 1 || await SiteAsync(all, cancellationToken).ConfigureAwait(false) is not { } site)
            return all;

        var near = await locator.FindInSiteAsync(options.Domain, site, cancellationToken).ConfigureAwait(false);
        return [.. near.Where(one => all.Any(other => other.Name == one.Name)), .. all.Where(one => near.All(other => other.Name != one.Name))];
    }

    async Task<string?> SiteAsync(IReadOnlyList<DomainControllerAddress> controllers, CancellationToken cancellationToken)
    {
        var now = options.Rpc.Time.GetUtcNow();
        if (options.Site is not null || now - _learned < SiteLifetime)
            return _site;

        var answers = await Task.WhenAll(controllers.Take(Asked).Select(
            one => NetlogonPing.AskAsync(one.Host, options.Domain, PingPatience, options.Rpc.Time, cancellationToken))).ConfigureAwait(false);
        _learned = now;
        return _site = answers.FirstOrDefault(answer => answer?.ClientSite is not null)?.ClientSite;
    }
}
