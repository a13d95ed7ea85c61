using Skybridge.Contract;
using Skybridge.Sync.Agent;

namespace Skybridge.Sync.Engine;

/// <content>The scope: who is meant can change while nothing of the person does.</content>
public sealed partial class DomainSynchronizer
{
    const string ScopeSetting = "scope";
    const string MeaningSetting = "scope-meaning";
    const string AttributesSetting = "attributes";
    const string Staged = "staged-";
    const string NamesMark = "called by ";

    // Standing by is not staging: there another agent delivers what was decided.
    bool IsStaging => _whole.Options.Mode == SyncMode.Staging;

    // What is stored of attributes that nobody reads any more grows old: it is as good as not there.
    bool LacksAttributes()
    {
        var stored = _session.Space.GetSetting(AttributesSetting)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var wanted = _session.Options.MoreAttributes;
        var kept = stored.Intersect(wanted, StringComparer.OrdinalIgnoreCase).ToArray();
        if (kept.Length != stored.Length)
            _session.Space.SetSetting(AttributesSetting, string.Join(',', kept));
        return kept.Length != wanted.Count;
    }

    void RememberAttributes()
    {
        var wanted = string.Join(',', _session.Options.MoreAttributes);
        if ((_session.Space.GetSetting(AttributesSetting) ?? "") != wanted)
            _session.Space.SetSetting(AttributesSetting, wanted);
    }

    // Behind a cycle, which may have brought members and names. Decided anew by what is stored; only who comes in must be fetched. What fails before
    // the end is done again: the rules are remembered last.
    async Task<CycleProgress> ReviseScopeAsync(CancellationToken cancellationToken)
    {
        var (space, rules) = (_session.Space, _session.Options.Scope);
        ScopePins.Remember(space, rules);
        var meaning = WithNames(EffectiveScope.Of(rules, space).Digest);
        if (KnownScope(MeaningSetting, meaning) == meaning)
            return default;

        var identity = await _session.Directory.ConnectAsync(cancellationToken).ConfigureAwait(false);
        var runner = _session.CreateRunner(identity, _tenant!, _observer);
        await using var _ = runner.ConfigureAwait(false);
        foreach (var portion in space.GetPeople().Chunk(DeliveryBatch.MaxChanges))
            await runner.ReviseAsync([.. space.Load(portion).Values], state => state, _session.WithSecrets(_tenant!), cancellationToken).ConfigureAwait(false);
        await runner.FinishAsync(null).ConfigureAwait(false);

        _lease?.Poke();
        var isNews = KnownScope(ScopeSetting, rules.Digest) != rules.Digest;
        var isRenaming = KnownNames() != _session.Options.UserNameAttribute;
        RememberScope(MeaningSetting, meaning);
        RememberScope(ScopeSetting, rules.Digest);
        if (isRenaming)
            _session.Report(EventNumbers.ScopeChanged, EventLevel.Information, $"People of {_session.Domain} sign in with {_session.Options.UserNameAttribute} from now on: everybody known was decided on anew.");
        if (isNews)
            _session.Report(EventNumbers.ScopeChanged, EventLevel.Information, $"The scope of {_session.Domain} changed: everybody known was decided on anew.");
        return runner.Done;
    }

    // Part of the meaning, and so decided on again for the same reasons.
    string WithNames(string meaning) => _session.Options.UserNameAttribute == UserNames.Usual ? meaning : $"{meaning}\n{NamesMark}{_session.Options.UserNameAttribute}";

    string KnownNames() => KnownScope(MeaningSetting, "").Split('\n').FirstOrDefault(line => line.StartsWith(NamesMark, StringComparison.Ordinal))?[NamesMark.Length..] ?? UserNames.Usual;

    // What a staging agent decided was not delivered: back in active mode it counts as undecided, whichever of the two decided otherwise.
    string KnownScope(string setting, string wanted)
    {
        var decided = _session.Space.GetSetting(setting) ?? _session.Space.GetSetting(ScopeSetting) ?? ScopeRules.Everybody.Digest;
        var staged = _session.Space.GetSetting(Staged + setting) is { Length: > 0 } text ? text : null;
        return IsStaging || staged != wanted ? staged ?? decided : decided;
    }

    void RememberScope(string setting, string text)
    {
        _session.Space.SetSetting(IsStaging ? Staged + setting : setting, text);
        if (!IsStaging)
            _session.Space.SetSetting(Staged + setting, "");
    }
}
