using Skybridge.Drsr;

namespace Skybridge.Sync.Directory;

/// <summary>None of several domain controllers could be used; holds what each of them answered.</summary>
public sealed class DomainControllersUnavailableException(string domain, IReadOnlyList<DrsrException> failures)
    : DrsrException($"None of the {failures.Count} domain controllers of {domain} can be used. {string.Join(" ", failures.Select(failure => failure.Message))}", failures[0])
{
    /// <summary>What each of them answered, in the order in which they were tried.</summary>
    public IReadOnlyList<DrsrException> Failures { get; } = failures;

    /// <summary>Always true.</summary>
    public override bool IsTransient => true;
}
