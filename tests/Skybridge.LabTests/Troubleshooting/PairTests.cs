using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Every general cause alone, and with every other that can be there at the same time: exactly these are found, and everything else is ruled out or explained.</summary>
/// <remarks>All of it is made from <see cref="LabFaults"/>. <c>ExaminerTests</c> knows the same of every pair as the probes see it; here the faults are made.</remarks>
[Collection(nameof(BreakableLab))]
public sealed class PairTests(LabRun lab) : BreakingTests(lab)
{
    public static TheoryData<string> Causes => [.. LabFaults.All.Select(fault => fault.Cause)];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_general_cause_has_a_fault()
    {
        var breakable = await BreakableAsync();

        Assert.Equal((await Examination.RunAsync(breakable.Stack)).Causes.Order(), LabFaults.All.Select(fault => fault.Cause).Order());
        Assert.All(LabFaults.All, fault => Assert.All(fault.HiddenBy.Keys, other => Assert.Contains(LabFaults.All, known => known.Cause == other)));
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public async Task Alone_and_with_every_other_that_can_be_there_it_is_found(string cause)
    {
        var breakable = await BreakableAsync();
        await breakable.GetPortsAsync(Token);
        var fault = LabFaults.All.Single(one => one.Cause == cause);
        try
        {
            await fault.Make(breakable);
            await IsFoundAloneAsync(breakable.Stack, fault);
            foreach (var other in LabFaults.All.SkipWhile(one => one != fault).Skip(1).Where(other => LabFault.Obstacle(fault, other) is null))
                await AreFoundAsync(breakable, fault, other);
        }
        finally
        {
            await fault.Mend(breakable);
        }

        await (await breakable.Stack.AddAsync($"b{Guid.NewGuid():N}"[..14])).SignsInAsync();
        await Examination.UntilAsync(breakable.Stack, person: null);
    }

    static async Task IsFoundAloneAsync(ProductLab stack, LabFault fault)
    {
        var examination = await Examination.UntilAsync(stack, person: null, fault.Cause);

        Assert.Equal(1, examination.ExitCode);
        Assert.Contains(fault.Seen, examination.SeenOf(fault.Cause), StringComparison.Ordinal);
        Assert.NotEmpty(examination.RemedyOf(fault.Cause));
        Assert.All(examination.NotReached, cause => Assert.Contains(fault.Cause, examination.SeenOf(cause), StringComparison.Ordinal));
    }

    static async Task AreFoundAsync(BreakableLab breakable, LabFault fault, LabFault other)
    {
        try
        {
            await other.Make(breakable);
            await Examination.UntilAsync(breakable.Stack, person: null, fault.Cause, other.Cause);
        }
        finally
        {
            await other.Mend(breakable);
        }
    }
}
