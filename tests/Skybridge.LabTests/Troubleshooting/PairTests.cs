using Skybridge.Lab.ActiveDirectory;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Two faults at once: both are found. Which of them can be there together, and what hides what, <c>ExaminerTests</c> knows of every pair.</summary>
[Collection(nameof(FaultTests))]
public sealed class PairTests(LabRun lab) : BreakingTests(lab)
{
    const string Account = ServiceAccounts.Connector;

    static readonly Dictionary<string, (Func<ProductLab, Task> Make, Func<ProductLab, Task> Cure)> Faults = new()
    {
        ["cloud-unreachable"] = (stack => stack.Cloud.StopAsync(Token), stack => stack.Cloud.StartAsync(Token)),
        ["password-sync-disabled"] = (stack => stack.Cloud.SetFeatureAsync("password-sync", on: false, Token), stack => stack.Cloud.SetFeatureAsync("password-sync", on: true, Token)),
        ["connector-disabled"] = (stack => stack.Agent.CommandAsync(["password-sync", "off"], Token), stack => stack.Agent.CommandAsync(["password-sync", "on"], Token)),
        ["staging-mode"] = (stack => stack.Agent.CommandAsync(["staging", "on"], Token), stack => stack.Agent.CommandAsync(["staging", "off"], Token)),
        ["domain-controller-unreachable"] = (stack => Now(stack.Domain.Suspend), stack => Now(stack.Domain.Resume)),
        ["connector-account-rejected"] = (stack => stack.Domain.Directory.DisableAsync(Account, Token), stack => stack.Domain.Directory.EnableAsync(Account, Token)),
        ["replication-rights-missing"] = (
            stack => stack.Domain.Directory.RevokeReplicationAsync(Account, ReplicationRights.ChangesAll, cancellationToken: Token),
            stack => stack.Domain.Directory.GrantReplicationAsync(Account, ReplicationRights.ChangesAll, cancellationToken: Token)),
    };

    // Of one place only one can be seen at a time.
    static readonly string[][] Places =
        [["cloud-unreachable", "password-sync-disabled"], ["domain-controller-unreachable", "connector-account-rejected", "replication-rights-missing"], ["connector-disabled"], ["staging-mode"]];

    public static TheoryData<string, string> Pairs =>
    [
        .. from one in Places.Index()
           from other in Places.Index().Skip(one.Index + 1)
           from first in one.Item
           from second in other.Item
           select (first, second),
    ];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Both_are_found(string one, string other)
    {
        var stack = await FaultsAsync();
        try
        {
            await Faults[one].Make(stack);
            await Faults[other].Make(stack);

            await Examination.UntilAsync(stack, person: null, one, other);
        }
        finally
        {
            await Faults[other].Cure(stack);
            await Faults[one].Cure(stack);
        }
    }

    static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
