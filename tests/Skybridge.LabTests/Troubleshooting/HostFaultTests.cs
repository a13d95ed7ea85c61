using Skybridge.Lab;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>What the agent's own host can lack, and how the service lives with it.</summary>
[Collection(nameof(BreakableLab))]
public sealed class HostFaultTests(LabRun lab) : BreakingTests(lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_disk_full_the_service_lives_and_goes_on_once_there_is_room()
    {
        var breakable = await BreakableAsync();
        var stack = breakable.Stack;
        var person = await stack.AddAsync($"f{Guid.NewGuid():N}"[..14]);
        var fresh = "";
        await person.SignsInAsync();
        var process = stack.Agent.Process;
        try
        {
            await breakable.Files.FillAsync(Token);
            fresh = await person.ResetAsync();

            var examination = await Examination.UntilAsync(stack, person: null, "store-unusable");
            Assert.Equal(["error"], examination.SeveritiesOf("store-unusable"));
            Assert.Contains("df -h", examination.RemedyOf("store-unusable"), StringComparison.Ordinal);
        }
        finally
        {
            breakable.Files.MakeRoom();
        }

        await person.SignsInAsync(fresh);
        await Examination.UntilAsync(stack, person: null);
        Assert.Equal(process, stack.Agent.Process);
    }

    [Fact]
    public async Task A_service_without_the_Kerberos_library_says_so()
    {
        var breakable = await BreakableAsync();
        var stack = breakable.Stack;
        await stack.Agent.StopAsync(Token);
        try
        {
            await breakable.SetKerberosAsync(there: false, Token);
            await stack.Agent.LaunchAsync(Token);
            await Wait.UntilAsync(
                async token => (await stack.Agent.StatusAsync(token)).Problem == "kerberos-unavailable", ProductLab.Limit, "the service to say what it lacks", Token);

            var examination = await Examination.UntilAsync(stack, person: null, "kerberos-unavailable");
            Assert.Contains("apt install libgssapi-krb5-2", examination.RemedyOf("kerberos-unavailable"), StringComparison.Ordinal);
        }
        finally
        {
            await breakable.SetKerberosAsync(there: true, Token);
            await stack.Agent.StopAsync(Token);
            await stack.Agent.StartAsync(Token);
        }

        await (await stack.AddAsync($"k{Guid.NewGuid():N}"[..14])).SignsInAsync();
        await Examination.UntilAsync(stack, person: null);
    }
}
