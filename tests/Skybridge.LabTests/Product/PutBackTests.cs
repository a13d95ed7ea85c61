using System.Text.Json;
using Skybridge.Lab.Domains;
using Skybridge.LabTests.Troubleshooting;

namespace Skybridge.LabTests.Product;

/// <summary>A domain controller is put back to a backup, properly or not: what it holds then is what signs in, nobody else is touched, and the administrator is told.</summary>
public class PutBackTests(LabRun lab)
{
    const string Cause = "domain-controller-restored";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 701, "new invocationId")]
    [InlineData(false, 702, "USN rollback")]
    public async Task What_the_directory_holds_now_counts(bool properly, int number, string how)
    {
        await using var stack = await ProductLab.StartAsync(lab, properly ? "dc-restored" : "dc-rolled-back", new() { Population = Population.Nobody }, Token);
        var stays = await stack.AddSignedInAsync("stays");
        var changes = await stack.AddSignedInAsync("changes");
        await stack.Domain.StopAsync(Token);
        await stack.Domain.SaveStateAsync("backup", Token);
        await stack.Domain.StartAsync(Token);
        await changes.ResetAsync();
        await changes.SignsInAsync(changes.Current);
        var late = await stack.AddSignedInAsync("late");
        var untouched = Verifier(stack, stays);

        await stack.Domain.StopAsync(Token);
        await stack.Domain.LoadStateAsync("backup", Token);
        if (properly)
            await stack.Domain.RenewInvocationIdAsync(Token);
        await stack.Domain.StartAsync(Token);
        changes.Current = changes.Password;

        await late.IsRefusedAsync(); // Who is not in the backup.
        await stack.AgreesAsync(stays, changes);
        Assert.Equal(untouched, Verifier(stack, stays));
        using var events = JsonDocument.Parse(await stack.Agent.CommandAsync(["events", "--number", $"{number}", "--json"], Token));
        Assert.Single(events.RootElement.EnumerateArray());
        var examination = await Examination.UntilAsync(stack, person: null, Cause);
        Assert.Equal(["warning"], examination.SeveritiesOf(Cause));
        Assert.Contains(how, examination.SeenOf(Cause), StringComparison.Ordinal);
        await stack.Agent.CommandAsync(["sync", "--full"], Token);
        await Examination.UntilAsync(stack, person: null);
        await (await stack.AddAsync("afterwards")).SignsInAsync();
    }

    static string Verifier(ProductLab stack, ProductPerson person) => CloudStore.ReadPeople(stack).Single(row => row.User == person.User).Verifier;
}
