namespace Skybridge.Sync.Groups;

/// <summary>What was delivered of groups.</summary>
/// <param name="Groups">Groups whose attributes the cloud took.</param>
/// <param name="Removed">Groups that it removed.</param>
/// <param name="Links">Memberships that it was told of, come or gone.</param>
/// <param name="Failed">Groups that it refused, or that could not be read.</param>
public readonly record struct GroupProgress(int Groups, int Removed, int Links, int Failed)
{
    /// <summary>Whether anything was done or refused.</summary>
    public bool IsEmpty => this == default;
}
