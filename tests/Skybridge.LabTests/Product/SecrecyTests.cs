using Skybridge.Cryptography;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.Product;

/// <summary>After everything that can happen to passwords, none of what they are proved by is where it should not be.</summary>
public class SecrecyTests(LabRun lab)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_hash_no_verifier_and_no_password_is_written_down()
    {
        await using var stack = await ProductLab.StartAsync(lab, "secrecy", new() { Population = Population.Nobody }, Token);
        var (hashes, verifiers) = (new SecretSearch(), new SecretSearch());
        var people = await LiveThroughAsync(stack, verifiers);
        foreach (var person in people)
        {
            foreach (var password in person.Former.Append(person.Current!))
            {
                hashes.AddHashOf(password, person.User);
                hashes.AddPassword(password, person.User);
            }
        }

        hashes.AddHashOf(stack.Domain.Accounts.ConnectorPassword, ServiceAccounts.Connector);
        hashes.AddPassword(stack.Domain.Accounts.ConnectorPassword, ServiceAccounts.Connector);

        Assert.Contains(Directory.EnumerateFiles(stack.Agent.Home, "*-wal", SearchOption.AllDirectories), file => new FileInfo(file).Length > 0);
        await AssertNowhereAsync(stack, hashes, verifiers);
        await stack.Agent.StopAsync(Token);
        await stack.Cloud.StopAsync(Token);
        await AssertNowhereAsync(stack, hashes, verifiers);

        // And it would have been found.
        Assert.NotEmpty(verifiers.InFiles(stack.Cloud.Home));
        AssertFindsWhatIsPlanted(stack, hashes, people[0].Current!);
    }

    // People come, change their passwords, get temporary ones, and change them again while the cloud is away.
    static async Task<IReadOnlyList<ProductPerson>> LiveThroughAsync(ProductLab stack, SecretSearch verifiers)
    {
        var people = new List<ProductPerson>();
        foreach (var name in (string[])["secret.one", "secret.two", "secret.three"])
            people.Add(await stack.AddSignedInAsync(name));
        Collect(stack, verifiers);

        await people[0].ResetAsync();
        await people[0].SignsInAsync(people[0].Current);
        stack.Agent.Suspend();
        await people[1].ResetAsync();
        await stack.Domain.Directory.RequirePasswordChangeAsync(people[1].Who, Token);
        stack.Agent.Resume();
        await people[1].SyncAsync();
        await stack.Domain.Directory.ClearPasswordChangeAsync(people[1].Who, Token);
        await people[1].SignsInAsync(people[1].Current);
        Collect(stack, verifiers);

        await stack.Cloud.AddUserAsync("taken@north.example", ProductLab.NewPassword(), cancellationToken: Token);
        people.Add(await stack.AddAsync("taken"));
        Assert.Equal("name-taken-by-cloud-user", (await people[3].SyncAsync()).Reason);

        await stack.Cloud.KillAsync(Token);
        await people[2].ResetAsync();
        await stack.HasProblemAsync("cloud-unreachable");
        await people[2].ResetAsync();
        await stack.Cloud.StartAsync(Token);
        await people[2].SignsInAsync(people[2].Current);
        Assert.False(await people[2].IsLetInAsync());
        Collect(stack, verifiers);
        return people;
    }

    static void Collect(ProductLab stack, SecretSearch verifiers)
    {
        foreach (var (_, verifier) in CloudStore.ReadPeople(stack).Where(person => person.Verifier.Length > 0))
            verifiers.AddVerifier(verifier);
    }

    static async Task AssertNowhereAsync(ProductLab stack, SecretSearch hashes, SecretSearch verifiers)
    {
        var events = await stack.Agent.CommandAsync(["events", "--limit", "100000", "--json"], Token);
        var status = (await stack.Agent.TryCommandAsync(["status", "--json"], Token)).Output;
        Assert.Contains("cloud-unreachable", events, StringComparison.Ordinal);
        Assert.Contains("north.example", status, StringComparison.Ordinal);
        foreach (var search in (SecretSearch[])[hashes, verifiers])
        {
            Assert.Empty(search.InFiles(stack.Agent.Home));
            Assert.Empty(search.InFiles(stack.Agent.LogFile));
            Assert.Empty(search.InFiles(stack.Cloud.LogFile));
            Assert.Empty(search.In(events, "events"));
            Assert.Empty(search.In(status, "status"));
        }

        Assert.Empty(hashes.InFiles(stack.Cloud.Home));
    }

    static void AssertFindsWhatIsPlanted(ProductLab stack, SecretSearch hashes, string password)
    {
        using var hash = NtHash.FromPassword(password);
        var plain = hash.Bytes.ToArray();
        foreach (var form in (byte[][])[plain, Ascii(Convert.ToHexString(plain)), Ascii(Convert.ToHexStringLower(plain)), Ascii(Convert.ToBase64String(plain)), System.Text.Encoding.UTF8.GetBytes(password)])
        {
            var file = Path.Combine(stack.Agent.Home, "connectors", "planted-wal");
            File.WriteAllBytes(file, [.. new byte[5000], .. form, .. new byte[5000]]);
            Assert.NotEmpty(hashes.InFiles(stack.Agent.Home));
            File.Delete(file);
        }

        static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);
    }
}
