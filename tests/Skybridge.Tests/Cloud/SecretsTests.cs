using System.Text;
using Skybridge.Cryptography;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>After everything that can happen to a password, what is left of it where.</summary>
public sealed class SecretsTests
{
    const string First = "Wintermantel-93-Ölkanne";
    const string Wrong = "Sommermantel-93-Ölkanne";
    const string Changed = "Regenschirm-17-Kohlrabi";

    [Fact]
    public async Task No_password_no_nt_hash_and_no_token_is_on_disk_or_in_the_log_and_no_verifier_in_the_log()
    {
        await using var cloud = new RunningCloud();
        await cloud.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson { Password = First };
        await agent.DeliverAsync(person.Whole());
        await agent.DeliverAsync((person with { Password = Changed, Version = 2, DisplayName = "\u0007" }).Whole());
        await cloud.CliAsync("client", "add", "App", "--redirect-uri", OidcClient.RedirectUri);
        using var browser = new TestBrowser(cloud);
        using var client = new OidcClient(cloud, browser, "app");
        for (var i = 0; i < 12; i++)
            await browser.SignInAsync(person.UserName, $"{Wrong}{i}");
        cloud.Time.Advance(TimeSpan.FromHours(1));
        var tokens = await client.SignInAsync(person.UserName, Changed);
        var verifier = (await cloud.StoredAsync(person)).Credential!.Verifier;

        string[] secrets = [First, Wrong, Changed, tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!, tokens.GetProperty("id_token").GetString()!];
        var log = string.Join('\n', cloud.LogLines);
        foreach (var secret in secrets.Append(verifier).Append(verifier.TrimEnd(';').Split(',')[^1]))
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase);
        await cloud.StopAsync();
        foreach (var file in Directory.EnumerateFiles(cloud.Home, "*", SearchOption.AllDirectories))
            AssertHoldsNone(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), secrets, file);
    }

    static void AssertHoldsNone(ReadOnlySpan<byte> content, string[] secrets, string file)
    {
        foreach (var secret in secrets)
        {
            using var hash = NtHash.FromPassword(secret);
            byte[][] forms =
            [
                Encoding.UTF8.GetBytes(secret),
                Encoding.Unicode.GetBytes(secret),
                hash.Bytes.ToArray(),
                Encoding.ASCII.GetBytes(Convert.ToHexString(hash.Bytes)),
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.Bytes)),
                Encoding.ASCII.GetBytes(Convert.ToBase64String(hash.Bytes)),
            ];
            foreach (var form in forms)
                Assert.True(content.IndexOf(form) < 0, $"{file} holds a secret.");
        }
    }
}
