namespace Skybridge.Sync.Directory;

/// <summary>Which domain controller is connected, and which others of the same site could be.</summary>
/// <param name="Current">The one that is read.</param>
/// <param name="Neighbours">The others. Between sites changes may take hours, as somebody meant it; within one they take seconds.</param>
public sealed record ControllerSurroundings(DomainControllerAddress Current, IReadOnlyList<DomainControllerAddress> Neighbours);
