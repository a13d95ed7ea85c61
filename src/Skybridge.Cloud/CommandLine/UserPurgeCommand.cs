using System.CommandLine;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>user purge-passwords</c>: synchronized passwords are thrown away for good.</summary>
sealed class UserPurgeCommand : Command
{
    readonly CommandContext _context;
    readonly Argument<string?> _domain = new("DOMAIN") { Description = "The Active Directory domain whose people lose their passwords", Arity = ArgumentArity.ZeroOrOne };
    readonly Option<bool> _all = new("--all") { Description = "Every domain" };
    readonly Option<bool> _yes = new("--yes") { Description = "Do it without asking" };

    public UserPurgeCommand(CommandContext context)
        : base("purge-passwords", "Throw synchronized passwords away for good; with password synchronization on, they come again")
    {
        _context = context;
        Add(_domain);
        Add(_all);
        Add(_yes);
        SetAction(context.OnHome(RunAsync));
    }

    async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
    {
        var counts = await PasswordPurge.CountAsync(session.Db, cancellationToken);
        var domains = Choose(parsed, counts);
        var isOn = (await new FeatureSwitch(session.Db, session.Terminal.Actor, session.Now).FindAsync(TenantFeature.PasswordSync, cancellationToken)).Enabled;
        if (!parsed.GetValue(_yes) && !await ConfirmAsync(domains.Sum(domain => counts[domain]), isOn, cancellationToken))
            throw new OperatorException("Nothing was purged.", "Answer yes, or give --yes.");

        await SqliteStore.OverwriteAsync(session.Db, cancellationToken);
        var purged = new List<PurgeResult>();
        await using (var transaction = await session.Db.BeginWritingAsync(cancellationToken))
        {
            foreach (var domain in domains)
                purged.Add(new PurgeResult(domain, await PasswordPurge.RunAsync(session.Db, domain, session.Terminal.Actor, session.Now, cancellationToken)));
            await transaction.CommitAsync(cancellationToken);
        }

        _context.Print(parsed, new PurgeListResult(purged, isOn), CliJson.Default.PurgeListResult, output => Describe(purged, isOn, output));
        await RewriteAsync(session, cancellationToken);
        return ExitCode.Done;
    }

    // By now nobody signs in with them any more, whatever becomes of this.
    static async Task RewriteAsync(CommandSession session, CancellationToken cancellationToken)
    {
        try
        {
            await SqliteStore.RewriteAsync(session.Db, cancellationToken);
        }
        catch (DbException error)
        {
            throw new OperatorException(
                $"The passwords are purged, but traces may be left in the file {session.Db.Database.GetDbConnection().DataSource}: it could not be written anew ({error.Message}).",
                "Make room for a second copy of the file, and purge again.");
        }
    }

    IReadOnlyList<string> Choose(ParseResult parsed, IReadOnlyDictionary<string, int> counts)
    {
        var name = parsed.GetValue(_domain);
        if (name is null == !parsed.GetValue(_all))
            throw new OperatorException("Which domain's passwords?", "Name one domain, or give --all.");
        if (name is null)
            return [.. counts.Keys.Order(StringComparer.Ordinal)];

        return UserNames.TryParseDomain(name, out var domain) && counts.ContainsKey(domain)
            ? [domain]
            : throw new OperatorException(
                $"Nobody here came from the domain '{name}'.",
                counts.Count == 0 ? "Nobody was synchronized yet." : $"People came from {string.Join(" and ", counts.Keys.Order(StringComparer.Ordinal))}.");
    }

    async Task<bool> ConfirmAsync(int count, bool isOn, CancellationToken cancellationToken)
    {
        var terminal = _context.Terminal;
        if (!terminal.CanAsk)
            return false;

        await terminal.Error.WriteLineAsync($"{count} passwords are thrown away for good, and nobody signs in with them any more.");
        if (isOn)
            await terminal.Error.WriteLineAsync("Password synchronization is on: agents bring them again within seconds.");
        await terminal.Error.WriteAsync("Go on? [y/N] ");
        return (await terminal.ReadLineAsync(cancellationToken))?.Trim() is "y" or "Y" or "yes";
    }

    static void Describe(IReadOnlyList<PurgeResult> purged, bool isOn, TextWriter output)
    {
        foreach (var one in purged)
            output.WriteLine($"{one.Purged} passwords of {one.Domain} are gone.");
        output.WriteLine(isOn
            ? "Password synchronization is on: agents bring them again by a full synchronization."
            : "Nobody of these domains can sign in with a synchronized password. When password-sync is turned on again, agents bring all of them by themselves.");
        output.WriteLine("Backups that were made before still hold them.");
    }
}
