using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
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

    sealed class ListCommand : Command
    {
        readonly CommandContext _context;

        public ListCommand(CommandContext context)
            : base("list", "Show every feature, and who turned it last")
        {
            _context = context;
            SetAction(context.OnHome(RunAsync));
        }

        async Task<int> RunAsync(ParseResult parsed, CommandSession session, CancellationToken cancellationToken)
        {
            var set = await session.Db.Features.ToDictionaryAsync(feature => feature.Name, cancellationToken);
            var features = TenantFeature.Defaults.Select(pair => set.TryGetValue(pair.Key, out var feature)
                ? new FeatureResult(feature.Name, feature.Enabled, feature.ChangedAt, feature.ChangedBy)
                : new FeatureResult(pair.Key, pair.Value, null, null));
            var result = new FeatureListResult([.. features.OrderBy(feature => feature.Name, StringComparer.Ordinal)]);
            _context.Print(parsed, result, CliJson.Default.FeatureListResult, _ =>
            {
                var table = new Table("FEATURE", "STATE", "SINCE", "BY");
                foreach (var feature in result.Features)
                    table.Add(feature.Name, feature.Enabled ? "on" : "off", Show.Moment(feature.ChangedAt), feature.ChangedBy);
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
            await using var transaction = await session.Db.Database.BeginTransactionAsync(cancellationToken);
            var feature = await session.Db.Features.FindAsync([name], cancellationToken);
            if (feature is null)
                session.Db.Features.Add(feature = NewFeature(name));

            if (feature.Enabled != enabled)
            {
                session.Note(AuditActions.FeatureChanged, name, ("from", OnOff(feature.Enabled)), ("to", OnOff(enabled)));
                (feature.Enabled, feature.ChangedAt, feature.ChangedBy) = (enabled, session.Now, _context.Terminal.Actor);
                await session.Db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            var result = new FeatureResult(name, enabled, feature.ChangedAt, feature.ChangedBy);
            _context.Print(parsed, result, CliJson.Default.FeatureResult, output => output.WriteLine($"{name} is {OnOff(enabled)}."));
            return ExitCode.Done;
        }

        TenantFeature NewFeature(string name) => new()
        {
            Name = name,
            Enabled = TenantFeature.Defaults[name],
            ChangedAt = _context.Terminal.Time.GetUtcNow(),
            ChangedBy = _context.Terminal.Actor,
        };

        static string ParseName(string name) =>
            TenantFeature.Defaults.ContainsKey(name)
                ? name
                : throw new OperatorException(
                    $"There is no feature '{name}'.",
                    $"The features are {string.Join(" and ", TenantFeature.Defaults.Keys)}.");

        static bool ParseState(string state) => state switch
        {
            "on" => true,
            "off" => false,
            _ => throw new OperatorException($"A feature is on or off, not '{state}'.", "Give `on` or `off` after the feature's name."),
        };

        static string OnOff(bool enabled) => enabled ? "on" : "off";
    }
}
