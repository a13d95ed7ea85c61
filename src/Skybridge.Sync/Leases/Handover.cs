namespace Skybridge.Sync.Leases;

/// <summary>What a leader leaves to the next one.</summary>
/// <param name="Term">The term of the next one.</param>
/// <param name="Position">Up to where everything is delivered or pending; null while unknown.</param>
/// <param name="Pending">What is pending; null while unknown, or when it is too much.</param>
public sealed record Handover(long Term, string? Position, IReadOnlyList<Guid>? Pending);
