using System.Globalization;
using Skybridge.Sync.Space;

namespace Skybridge.Sync.Engine;

/// <summary>That a domain controller was put back to an older state: kept on disk until everything has been compared.</summary>
/// <param name="Epoch">The epoch that ended with it.</param>
/// <param name="Text">What was seen.</param>
sealed record RestoreEvidence(int Epoch, string Text)
{
    const string Setting = "restored";

    /// <summary>Keeps the evidence; what is kept already stands.</summary>
    public static void Remember(ConnectorSpace space, int epoch, string text)
    {
        if (Recall(space) is null)
            space.SetSetting(Setting, string.Create(CultureInfo.InvariantCulture, $"{epoch} {text}"));
    }

    /// <summary>The evidence that is kept.</summary>
    public static RestoreEvidence? Recall(ConnectorSpace space) =>
        space.GetSetting(Setting)?.Split(' ', 2) is [var epoch, var text] ? new RestoreEvidence(int.Parse(epoch, CultureInfo.InvariantCulture), text) : null;

    /// <summary>Everything was compared.</summary>
    public static void Forget(ConnectorSpace space) => space.SetSetting(Setting, "");
}
