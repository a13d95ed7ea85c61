using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Crash;

/// <summary>What of a stack is the cloud: what of it can be killed, and what it knows when all is quiet.</summary>
interface ICrashCloud
{
    /// <summary>What is killed of it, in the order in which it is started again.</summary>
    IReadOnlyList<CrashVictim> Victims { get; }

    /// <summary>Everybody whom synchronization ever brought, deleted or not.</summary>
    Task<IReadOnlyList<CloudRow>> ReadEverybodyAsync();

    /// <summary>The account names of a group's direct members who are there.</summary>
    Task<IReadOnlyList<string>> ReadMembersAsync(string group);
}

/// <summary>One cloud with its embedded store: the database dies with the process that it lives in.</summary>
sealed class EmbeddedCrashCloud(ProductLab stack) : ICrashCloud
{
    public IReadOnlyList<CrashVictim> Victims { get; } = [new("cloud", 4, stack.Cloud.KillAsync, stack.Cloud.StartAsync)];

    public Task<IReadOnlyList<CloudRow>> ReadEverybodyAsync() => Task.FromResult(CloudStore.ReadEverybody(stack));

    public Task<IReadOnlyList<string>> ReadMembersAsync(string group) => Task.FromResult(CloudStore.ReadMembers(stack, group));
}
