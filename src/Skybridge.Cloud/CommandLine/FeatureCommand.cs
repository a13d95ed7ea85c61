using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.CommandLine;

/// <summary><c>feature</c>: the tenant's switches.</summary>
sealed class FeatureCommand : Command
{
    public FeatureCommand(CommandContext context)
        : base("feature", "Show and turn the tenant's features")
    {
        Add(new ListCommand(context));
        Add(new SetCommand(context));
    }

    static FeatureResult Result(TenantFeature feature) => new(
        feature.Name,
        feature.Enabled,
        feature.ChangedAt,
        feature.ChangedBy,
        feature.Because is { } change
            ? new SignInChangeResult(change.Domain, SignInMethods.Word(change.From), SignInMethods.Word(change.To))
            : null);

    /// <summary>What turning password synchronization off does not do.</summary>
    public const string Remaining =
        "Passwords that are here stay, and people go on signing in with them. `skybridge-cloud user purge-passwords --all` throws them away for good.";

    static string OnOff(bool enabled) => enabled ? "on" : "off";

    sealed class ListCommand : Command
    {
        readonly CommandContext _context;

        public ListCommand(CommandContext context)
            : base("list", "Show every feature, who turned it last, and why")
        {
            _context = context;
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var set = await session.Db.Features.ToDictionaryAsync(feature => feature.Name, cancellationToken);
            var features = TenantFeature.Defaults.Select(pair => set.TryGetValue(pair.Key, out var feature)
                ? Result(feature)
                : new FeatureResult(pair.Key, pair.Value, null, null, null));
            var result = new FeatureListResult([.. features.OrderBy(feature => feature.Name, StringComparer.Ordinal)]);
            _context.Print(parsed, result, CliJson.Default.FeatureListResult, _ =>
            {
                var table = new Table("FEATURE", "STATE", "SINCE", "BY", "BECAUSE");
                foreach (var feature in result.Features)
                    table.Add(
                        feature.Name,
                        OnOff(feature.Enabled),
                        Show.Moment(feature.ChangedAt),
                        feature.ChangedBy,
                        feature.Because is { } why ? $"{why.Domain} went from {why.From} to {why.To}" : null);
                table.Write(_context.Terminal, "There are no features.");
            });
            return ExitCode.Done;
        }
    }

    sealed class SetCommand : Command
    {
        readonly CommandContext _context;
        readonly Argument<string> _name = new("FEATURE") { Description = string.Join(" or ", TenantFeature.Defaults.Keys) };
        readonly Argument<string> _state = new("STATE") { Description = "on or off" };

        public SetCommand(CommandContext context)
            : base("set", "Turn a feature on or off")
        {
            _context = context;
            Add(_name);
            Add(_state);
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var name = ParseName(parsed.GetRequiredValue(_name));
            var enabled = ParseState(parsed.GetRequiredValue(_state));
            await using var transaction = await session.Db.BeginWritingAsync(cancellationToken);
            var features = new FeatureSwitch(session.Db, _context.Terminal.Actor, session.Now);
            var (feature, kept) = await features.SetAsync(name, enabled, cancellationToken);
            await session.Db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);

            _context.Print(parsed, Result(feature), CliJson.Default.FeatureResult, output =>
            {
                output.WriteLine($"{name} is {OnOff(enabled)}.");
                if (feature is { Name: TenantFeature.PasswordSync, Enabled: false })
                    output.WriteLine(Remaining);
                foreach (var domain in kept)
                    output.WriteLine($"{domain} stays federated, and keeps password hashes from now on.");
            });
            return ExitCode.Done;
        }

        static string ParseName(string name) =>
            TenantFeature.Defaults.ContainsKey(name)
                ? name
                : throw new OperatorException(
                    $"There is no feature '{name}'.",
                    $"The features are {string.Join(", ", TenantFeature.Defaults.Keys)}.");

        static bool ParseState(string state) => state switch
        {
            "on" => true,
            "off" => false,
            _ => throw new OperatorException($"A feature is on or off, not '{state}'.", "Give `on` or `off` after the feature's name."),
        };
    }
}
