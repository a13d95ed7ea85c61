using System.Globalization;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>For administrators: that a domain controller was put back to an older state, until a full synchronization that somebody asks for later.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="IsRollback">Whether it answers as the same database still (USN rollback), rather than as a new one.</param>
/// <param name="Text">What was seen.</param>
public sealed record RestoreNotice(DateTimeOffset At, bool IsRollback, string Text)
{
    const string Setting = "restore-notice";
    const string Rollback = "rollback";

    /// <summary>Whether everything has been compared since, so that the cloud has what the directory has now.</summary>
    public bool IsCompared { get; private init; }

    /// <summary>The notice that is kept; null when there is none.</summary>
    public static RestoreNotice? Recall(ConnectorSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        return space.GetSetting(Setting)?.Split(' ', 3) is [var at, var kind, var text] && long.TryParse(at, CultureInfo.InvariantCulture, out var milliseconds)
            ? new RestoreNotice(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), kind == Rollback, text) { IsCompared = RestoreEvidence.Recall(space) is null }
            : null;
    }

    /// <summary>Keeps it, in place of an earlier one.</summary>
    internal void Remember(ConnectorSpace space) =>
        space.SetSetting(Setting, string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()} {(IsRollback ? Rollback : "restore")} {Text}"));

    /// <summary>Somebody who could have seen it had everything compared: it is dealt with.</summary>
    /// <param name="space">Where it is kept.</param>
    /// <param name="before">When that began; what was seen later stays.</param>
    internal static void Forget(ConnectorSpace space, DateTimeOffset before)
    {
        if (Recall(space)?.At < before)
            space.SetSetting(Setting, "");
    }
}
