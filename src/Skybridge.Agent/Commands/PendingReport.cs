using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Commands;

/// <summary>What would be delivered.</summary>
/// <param name="Mode">Whether the agent delivers at all.</param>
/// <param name="DeletionLimit">The most people that are removed at once without being allowed to.</param>
/// <param name="Domains">Each domain by itself.</param>
sealed record PendingReport(SyncMode Mode, int DeletionLimit, IReadOnlyList<PendingDomain> Domains);

/// <summary>What would be delivered of one domain.</summary>
/// <param name="Domain">Which.</param>
/// <param name="Added">People that the cloud does not have.</param>
/// <param name="Changed">People of whom it has other attributes.</param>
/// <param name="Removed">People that it has and is to remove.</param>
/// <param name="Passwords">Passwords that it does not have.</param>
/// <param name="DeletionsHeld">Whether the removals are held back, since they are more than the limit.</param>
/// <param name="Changes">One by one.</param>
sealed record PendingDomain(string Domain, int Added, int Changed, int Removed, int Passwords, bool DeletionsHeld, IReadOnlyList<PendingChange> Changes);
