using Skybridge.Lab;
using Skybridge.Lab.ActiveDirectory;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Why one person's password does not arrive: each reason named, and gone after the cure.</summary>
[Collection(nameof(FaultTests))]
public sealed class PersonFaultTests(LabRun lab) : BreakingTests(lab)
{
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

    [Fact]
    public Task Of_another_class() => FindAsync("not-a-user", stack => stack.AddAsync(NewName(), what => Shape(what, "inetOrgPerson")), seen: "inetOrgPerson");

    [Fact]
    public Task Out_of_scope() => FindAsync("out-of-scope", stack => stack.AddAsync($"AAD_{NewName()}"), seen: "AAD_");

    [Fact]
    public Task Temporary_password_and_the_administrator_resets_it() => ProveAsync(
        "temporary-password",
        (stack, person) => stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token),
        (_, person) => person.ResetAsync(),
        seen: "pwdLastSet is 0");

    [Fact]
    public Task Temporary_password_and_the_person_changes_it() => ProveAsync(
        "temporary-password",
        (stack, person) => stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token),
        async (stack, person) =>
        {
            var fresh = ProductLab.NewPassword();
            await stack.Domain.Kerberos.ChangePasswordAsync(person.User, person.Current!, fresh, Token);
            person.Current = fresh;
        },
        seen: "pwdLastSet is 0");

    [Fact]
    public Task Disabled() => ProveAsync(
        "account-disabled", (stack, person) => stack.Domain.Directory.DisableAsync(person.Who, Token), (stack, person) => stack.Domain.Directory.EnableAsync(person.Who, Token), seen: "ACCOUNTDISABLE");

    [Fact]
    public Task Expired() => ProveAsync(
        "account-expired",
        (stack, person) => stack.Domain.Directory.ExpireAsync(person.Who, Token),
        (stack, person) => stack.Domain.Directory.SetAccountExpiryAsync(person.Who, null, Token),
        seen: "accountExpires");

    [Fact]
    public Task Reset_in_the_cloud() => ProveAsync(
        "cloud-password-overridden",
        (stack, person) => stack.Cloud.ResetPasswordAsync(person.Upn, "only in the cloud, for now", Token),
        (stack, person) => person.SyncAsync(),
        seen: "cli:");

    [Fact]
    public Task Excluded_password() => ProveAsync(
        "password-sync-excluded",
        (stack, person) => stack.Agent.CommandAsync(["scope", "set", "--exclude-password", person.User], Token),
        (stack, _) => stack.Agent.CommandAsync(["scope", "set"], Token),
        seen: "on the list of excluded passwords");

    [Fact]
    public async Task Out_of_scope_by_its_container()
    {
        var stack = await FaultsAsync();
        await stack.Domain.Directory.EnsureOuAsync(["Left out"], Token);
        var person = await stack.AddSignedInAsync(NewName(), what => new() { Name = what.Name, User = what.User, Upn = what.Upn, Password = what.Password, Parent = ["Left out"] });
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
    public async Task Refused_by_the_cloud_for_the_name_is_taken()
    {
        var stack = await FaultsAsync();
        var name = NewName();
        await stack.Cloud.AddUserAsync($"{name}@{stack.Domain.Options.Domain}", "a password of the cloud alone", cancellationToken: Token);
        var person = await stack.AddAsync(name);
        try
        {
            await Wait.UntilAsync(async token => (await stack.Agent.StatusAsync(token)).NotSynchronized.ContainsKey("not-exported"), ProductLab.Limit, "a refusal by the cloud", Token);

            var examination = await Examination.RunAsync(stack, person.Upn);

            Assert.Contains("not-exported", examination.Found);
            Assert.DoesNotContain("last-attempt-failed", examination.Found);
            Assert.Contains("belongs to somebody else", examination.SeenOf("not-exported"), StringComparison.Ordinal);
        }
        finally
        {
            await stack.Domain.Directory.DeleteAsync(person.Who, Token);
            await stack.Agent.SyncAsync(Token);
        }
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

    async Task FindAsync(string cause, Func<ProductLab, Task<ProductPerson>> add, string seen)
    {
        var stack = await FaultsAsync();
        var person = await add(stack);
        await stack.Agent.SyncAsync(Token);

        var examination = await Examination.UntilAsync(stack, person.Upn, cause);

        Assert.Contains(seen, examination.SeenOf(cause), StringComparison.Ordinal);
    }

    async Task ProveAsync(string cause, Func<ProductLab, ProductPerson, Task> make, Func<ProductLab, ProductPerson, Task> cure, string seen)
    {
        var stack = await FaultsAsync();
        var person = await stack.AddSignedInAsync(NewName());
        await make(stack, person);

        var examination = await Examination.UntilAsync(stack, person.Upn, cause);
        Assert.Contains(seen, examination.SeenOf(cause), StringComparison.Ordinal);
        Assert.NotEmpty(examination.RemedyOf(cause));

        await cure(stack, person);
        await person.SignsInAsync(person.Current);
        await Examination.UntilAsync(stack, person.Upn);
    }

    static string NewName() => $"p{Guid.NewGuid():N}"[..14];

    static NewObject Shape(NewObject what, string kind) => new() { Class = kind, Name = what.Name, User = what.User, Upn = what.Upn, Password = what.Password };
}
