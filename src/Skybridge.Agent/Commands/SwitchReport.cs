using Skybridge.Agent.Home;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Commands;

/// <summary>A switch, and who turned it.</summary>
/// <param name="Name">What is switched.</param>
/// <param name="State">on or off.</param>
/// <param name="ChangedAt">When it was turned; null since the set-up.</param>
/// <param name="ChangedBy">By whom.</param>
sealed record SwitchReport(string Name, string State, DateTimeOffset? ChangedAt, string? ChangedBy)
{
    public static SwitchReport Of(string name, bool state, ChangeSettings? change) => new(name, OnOff.Of(state), change?.At, change?.By);

    /// <summary>Since when and by whom, to be put behind a sentence; empty since the set-up.</summary>
    public string Since => ChangedAt is { } at ? $" since {Show.Moment(at)}, by {ChangedBy}" : "";
}
