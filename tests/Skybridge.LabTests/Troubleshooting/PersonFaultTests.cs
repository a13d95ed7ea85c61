using Skybridge.Lab.Domains;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Why one person's password does not arrive: each reason named, and gone after the cure.</summary>
[Collection(nameof(FaultTests))]
public sealed class PersonFaultTests(LabRun lab) : BreakingTests(lab)
{
    public static TheoryData<string> Causes => [.. PersonFaults.All.Select(fault => fault.Cause)];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_wrong_and_it_says_when_and_how_quickly()
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync(NewName());
        await person.SignsInAsync(await person.ResetAsync());

        var examination = await Examination.UntilAsync(stack, person.Upn);

        Assert.Contains("Success at ", examination.SeenOf("last-attempt-failed"), StringComparison.Ordinal);
        Assert.Contains("s after the change", examination.SeenOf("last-attempt-failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Found_by_every_name()
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync(NewName());

        foreach (var name in (string[])[person.Upn, person.User, person.Dn, $"{stack.Domain.Options.NetBiosName}\\{person.User}"])
            Assert.Contains(person.Dn, (await Examination.RunAsync(stack, name)).SeenOf("user-not-found"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_has_the_name_and_the_nearest_one_is_told()
    {
        var stack = await FaultsAsync();
        await stack.AddSignedInAsync("gertrude.stein");

        var examination = await Examination.UntilAsync(stack, "gertrude.stien", "user-not-found");

        Assert.Contains("gertrude.stein@", examination.RemedyOf("user-not-found"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public Task It_is_found_alone_and_beside_a_general_one_and_gone_after_the_cure(string cause) => ProveAsync(
        PersonFaults.All.Single(one => one.Cause == cause),
        async (stack, person) =>
        {
            await stack.Domain.Directory.AddToGroupAsync("Domain Admins", ServiceAccounts.Connector, Token);
            try
            {
                await Examination.UntilAsync(stack, person, cause, "account-over-privileged");
            }
            finally
            {
                await stack.Domain.Directory.RemoveFromGroupAsync("Domain Admins", ServiceAccounts.Connector, Token);
            }
        });

    [Fact]
    public Task A_temporary_password_that_the_person_changes() => ProveAsync(PersonFault.Of(
        "temporary-password",
        (stack, person) => stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token),
        async (stack, person) =>
        {
            var fresh = ProductLab.NewPassword();
            await stack.Domain.Kerberos.ChangePasswordAsync(person.User, person.Current!, fresh, Token);
            person.Current = fresh;
        },
        "pwdLastSet is 0"));

    [Fact]
    public async Task Out_of_scope_by_its_container()
    {
        var stack = await FaultsAsync();
        await stack.Domain.Directory.EnsureOuAsync(["Left out"], Token);
        var person = await stack.AddSignedInAsync(NewName(), what => what.In("Left out"));
        var container = person.Dn.Split(',', 2)[1];
        await stack.Agent.CommandAsync(["scope", "set", "--exclude", container], Token);
        try
        {
            await person.IsRefusedAsync();

            var examination = await Examination.UntilAsync(stack, person.Upn, "out-of-scope");
            Assert.Contains(container, examination.SeenOf("out-of-scope"), StringComparison.Ordinal);
        }
        finally
        {
            await stack.Agent.CommandAsync(["scope", "set"], Token);
        }

        await person.SignsInAsync();
    }

    [Fact]
    public async Task Deleted()
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync(NewName());
        await stack.Domain.Directory.DeleteAsync(person.Who, Token);
        await person.IsRefusedAsync();

        await Examination.UntilAsync(stack, person.Upn, "user-not-found");
    }

    [Fact]
    public async Task Never_tried_because_the_service_was_stopped()
    {
        var stack = await FaultsAsync();
        var known = await stack.AddSignedInAsync(NewName());
        await stack.Agent.StopAsync(Token);
        try
        {
            var person = await stack.AddAsync(NewName());

            await Examination.UntilAsync(stack, person.Upn, "not-exported");
            await Examination.UntilAsync(stack, known.Upn);
        }
        finally
        {
            await stack.Agent.StartAsync(Token);
        }
    }

    async Task ProveAsync(PersonFault fault, Func<ProductLab, string, Task>? beside = null)
    {
        var stack = await FaultsAsync();
        var person = await fault.MakeAsync(stack, NewName());
        var name = person.Typed;
        try
        {
            var examination = await Examination.UntilAsync(stack, name, fault.Cause);
            Assert.Contains(fault.Seen, examination.SeenOf(fault.Cause), StringComparison.Ordinal);
            Assert.NotEmpty(examination.RemedyOf(fault.Cause));
            await (beside?.Invoke(stack, name) ?? Task.CompletedTask);
        }
        finally
        {
            name = await person.CureAsync();
        }

        await Examination.UntilAsync(stack, name);
    }

    static string NewName() => $"p{Guid.NewGuid():N}"[..14];
}
