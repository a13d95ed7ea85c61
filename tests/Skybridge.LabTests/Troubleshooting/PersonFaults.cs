using Skybridge.Lab;
using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>One fault for every cause of a person. A new cause needs its line here.</summary>
static class PersonFaults
{
    /// <summary>All of them, in the order in which causes hide each other.</summary>
    public static IReadOnlyList<PersonFault> All { get; } =
    [
        new("user-not-found", MistypeAsync, "has anybody by the name"),
        new("not-a-user", AddOfAnotherClassAsync, "inetOrgPerson"),
        new("out-of-scope", AddWithAPrefixAsync, "AAD_"),
        PersonFault.Of(
            "password-sync-excluded",
            (stack, person) => stack.Agent.CommandAsync(["scope", "set", "--exclude-password", person.User], Token),
            (stack, _) => stack.Agent.CommandAsync(["scope", "set"], Token),
            "on the list of excluded passwords"),
        PersonFault.Of(
            "account-disabled",
            (stack, person) => stack.Domain.Directory.DisableAsync(person.Who, Token),
            (stack, person) => stack.Domain.Directory.EnableAsync(person.Who, Token),
            "ACCOUNTDISABLE"),
        PersonFault.Of(
            "account-expired",
            (stack, person) => stack.Domain.Directory.ExpireAsync(person.Who, Token),
            (stack, person) => stack.Domain.Directory.SetAccountExpiryAsync(person.Who, null, Token),
            "accountExpires"),
        new("no-password", AddWithoutPasswordAsync, "has no password"),
        PersonFault.Of(
            "temporary-password",
            (stack, person) => stack.Domain.Directory.RequirePasswordChangeAsync(person.Who, Token),
            (_, person) => person.ResetAsync(),
            "pwdLastSet is 0"),
        new("not-exported", TakeTheNameAsync, "belongs to somebody else"),
        // What a store that was restored from a copy may look like: the password is not known as delivered, and nothing is on its way.
        PersonFault.Of("no-recent-attempt", ForgetAttemptsAsync, (_, person) => person.SyncAsync(), "No attempt was made within seven days"),
        PersonFault.Of("last-attempt-failed", FailDeliveryAsync, LetDeliverAsync, "internal-error"),
        PersonFault.Of(
            "cloud-password-overridden",
            (stack, person) => stack.Cloud.ResetPasswordAsync(person.Upn, "only in the cloud, for now", Token),
            (_, person) => person.SyncAsync(),
            "cli:"),
    ];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static async Task<AfflictedPerson> MistypeAsync(ProductLab stack, string name)
    {
        var person = await stack.AddSignedInAsync(name);
        return new($"{name}.@{stack.Domain.Options.Domain}", () => Task.FromResult(person.Upn));
    }

    static async Task<AfflictedPerson> AddOfAnotherClassAsync(ProductLab stack, string name)
    {
        var stranger = await stack.AddAsync(name, what => what.Of("inetOrgPerson"));
        await stack.Agent.SyncAsync(Token);
        return new(stranger.Upn, async () =>
        {
            await stack.Domain.Directory.DeleteAsync(stranger.Who, Token);
            return (await stack.AddSignedInAsync(name)).Upn;
        });
    }

    static async Task<AfflictedPerson> AddWithAPrefixAsync(ProductLab stack, string name)
    {
        var person = await stack.AddAsync($"AAD_{name}");
        await stack.Agent.SyncAsync(Token);
        return new(person.Upn, async () =>
        {
            await stack.Domain.Directory.SetAttributeAsync(person.Who, "sAMAccountName", name, Token);
            await person.SignsInAsync();
            return person.Upn;
        });
    }

    static async Task<AfflictedPerson> AddWithoutPasswordAsync(ProductLab stack, string name)
    {
        const string password = "the first that there is";
        var upn = $"{name}@{stack.Domain.Options.Domain}";
        await stack.Domain.Directory.AddAsync(new() { Name = name, User = name, Upn = upn }, Token);
        await stack.Agent.SyncAsync(Token);
        return new(upn, async () =>
        {
            await stack.Domain.Directory.SetPasswordAsync(name, password, Token);
            await stack.SignsInAsync(upn, password);
            return upn;
        });
    }

    // The cloud refuses whoever comes with a name that somebody else has; the cure is another name in the directory.
    static async Task<AfflictedPerson> TakeTheNameAsync(ProductLab stack, string name)
    {
        await stack.Cloud.AddUserAsync($"{name}@{stack.Domain.Options.Domain}", "a password of the cloud alone", cancellationToken: Token);
        var person = await stack.AddAsync(name);
        await Wait.UntilAsync(async token => (await stack.Agent.StatusAsync(token)).NotSynchronized.ContainsKey("not-exported"), ProductLab.Limit, "a refusal by the cloud", Token);
        return new(person.Upn, async () =>
        {
            var other = $"other-{person.Upn}";
            await stack.Domain.Directory.SetAttributeAsync(person.Who, "userPrincipalName", other, Token);
            await stack.SignsInAsync(other, person.Password);
            return other;
        });
    }

    static Task ForgetAttemptsAsync(ProductLab stack, ProductPerson person)
    {
        Databases.Change(Databases.OfDomain(stack), $"UPDATE object SET delivered_password = NULL WHERE sam = '{person.User}'");
        Databases.Change(Databases.OfDomain(stack), $"DELETE FROM attempt WHERE guid = (SELECT guid FROM object WHERE sam = '{person.User}')");
        return Task.CompletedTask;
    }

    // A defect of the cloud that concerns one person alone.
    static Task FailDeliveryAsync(ProductLab stack, ProductPerson person)
    {
        Databases.Run(
            Databases.OfCloud(stack),
            $"CREATE TRIGGER {TriggerOf(person)} BEFORE UPDATE ON credentials WHEN NEW.user_id = (SELECT id FROM users WHERE sam_account_name = '{person.User}') BEGIN SELECT RAISE(ABORT, 'a fault of the lab'); END");
        return person.ResetAsync();
    }

    static Task LetDeliverAsync(ProductLab stack, ProductPerson person)
    {
        Databases.Run(Databases.OfCloud(stack), $"DROP TRIGGER {TriggerOf(person)}");
        return person.SyncAsync();
    }

    static string TriggerOf(ProductPerson person) => $"fault_{person.ObjectGuid:N}";
}
