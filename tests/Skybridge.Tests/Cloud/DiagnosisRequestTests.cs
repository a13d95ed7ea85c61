using System.Data.Common;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Skybridge.Contract;
using Skybridge.Cryptography;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Questions that are not what the contract says, who may not ask, and what asking leaves behind: nothing.</summary>
public sealed class DiagnosisRequestTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    const string Anchor = "AAAAAAAAAAAAAAAAAAAAAA==";

    // What the token endpoint stores for each token that it gives out.
    static readonly string[] TokenTables = ["spent_assertions", "openid_tokens"];

    [Theory]
    [InlineData("?domain=")]
    [InlineData("")]
    [InlineData("?domain=not..one")]
    [InlineData("?domain=a.example&domain=b.example")]
    public async Task What_is_not_a_domain_is_refused(string query)
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        using var response = await agent.SendAsync(HttpMethod.Get, ApiPaths.Diagnosis + query, null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(ErrorCodes.MalformedRequest, (await TestAgent.ReadErrorAsync(response)).Code);
    }

    [Theory]
    [InlineData(ApiPaths.People, "")]
    [InlineData(ApiPaths.People, "null")]
    [InlineData(ApiPaths.People, "[]")]
    [InlineData(ApiPaths.People, "{}")]
    [InlineData(ApiPaths.People, """{"anchor":null}""")]
    [InlineData(ApiPaths.People, """{"anchor":""}""")]
    [InlineData(ApiPaths.People, """{"anchor":7}""")]
    [InlineData(ApiPaths.People, """{"anchor":"not base64"}""")]
    [InlineData(ApiPaths.People, """{"anchor":"AAAAAAAAAAAAAAAAAAAAAB=="}""")]
    [InlineData(ApiPaths.People, """{"anchor":"{anchor}","more":1}""")]
    [InlineData(ApiPaths.People, """{"anchor":"{anchor}","anchor":"{anchor}"}""")]
    [InlineData(ApiPaths.People, """{"anchor":"{anchor}","userName":"\ud800"}""")]
    [InlineData(ApiPaths.People, """{"anchor":"{anchor}","userName":["a"]}""")]
    [InlineData(ApiPaths.Salts, "")]
    [InlineData(ApiPaths.Salts, "{}")]
    [InlineData(ApiPaths.Salts, """{"anchors":null}""")]
    [InlineData(ApiPaths.Salts, """{"anchors":[null]}""")]
    [InlineData(ApiPaths.Salts, """{"anchors":["not base64"]}""")]
    [InlineData(ApiPaths.Salts, """{"anchors":["{anchor}",[]]}""")]
    [InlineData(ApiPaths.Salts, """{"anchors":["{anchor}"],"more":1}""")]
    [InlineData(ApiPaths.Matches, "{}")]
    [InlineData(ApiPaths.Matches, """{"candidates":null}""")]
    [InlineData(ApiPaths.Matches, """{"candidates":[null]}""")]
    [InlineData(ApiPaths.Matches, """{"candidates":[{}]}""")]
    [InlineData(ApiPaths.Matches, """{"candidates":[{"anchor":"not base64"}]}""")]
    [InlineData(ApiPaths.Matches, """{"candidates":[{"anchor":"{anchor}","verifier":"v1;PPH1_MD4,00,1,00;"}]}""")]
    [InlineData(ApiPaths.Matches, """{"candidates":[{"anchor":"{anchor}","verifier":7}]}""")]
    [InlineData(ApiPaths.Matches, """{"candidates":[{"anchor":"{anchor}","password":"x"}]}""")]
    [InlineData(ApiPaths.Matches, """{"candidates":[{"anchor":"{anchor}"}]""")]
    public async Task What_is_not_a_question_is_refused(string path, string json)
    {
        var (status, error) = await SendAsync(path, json.Replace("{anchor}", Anchor));

        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.MalformedRequest), (status, error.Code));
    }

    [Theory]
    [InlineData(ApiPaths.Salts, "anchors", $"\"{Anchor}\"")]
    [InlineData(ApiPaths.Matches, "candidates", $$"""{"anchor":"{{Anchor}}"}""")]
    public async Task More_people_or_bytes_than_there_may_be_are_refused(string path, string member, string item)
    {
        var people = string.Join(',', Enumerable.Repeat(item, SaltRequest.MaxPeople + 1));
        var (status, error) = await SendAsync(path, $$"""{"{{member}}":[{{people}}]}""");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ErrorCodes.TooLarge), (status, error.Code));
        Assert.Contains("1001 people", error.Error);

        (status, error) = await SendAsync(path, $$"""{"{{member}}":[{{new string(' ', 1024 * 1024)}}]}""");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ErrorCodes.TooLarge), (status, error.Code));
    }

    [Fact]
    public async Task A_question_about_one_person_is_short()
    {
        var (status, error) = await SendAsync(ApiPaths.People, $$"""{"anchor":"{{Anchor}}","userName":"{{new string('a', 64 * 1024)}}"}""");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ErrorCodes.TooLarge), (status, error.Code));
    }

    [Fact]
    public async Task Whoever_is_revoked_or_a_stranger_is_told_nothing()
    {
        using var agent = await TestAgent.EnrollAsync(cloud, "to-be-revoked");
        using var other = await TestAgent.EnrollAsync(cloud);
        var person = new TestPerson();
        await other.DeliverAsync(person.Whole());
        var token = await agent.TokenAsync();
        Assert.All(await AskAllAsync(agent, person, token), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));

        await cloud.CliAsync("agent", "revoke", "to-be-revoked");

        foreach (var bad in new[] { token, "nonsense" })
        {
            foreach (var (status, body) in await AskAllAsync(agent, person, bad))
            {
                Assert.Equal(HttpStatusCode.Unauthorized, status);
                Assert.Equal(ErrorCodes.AgentRejected, JsonSerializer.Deserialize(body, ContractJson.Default.ErrorReply)!.Code);
            }
        }

        Assert.All(await AskAllAsync(other, person, await other.TokenAsync()), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [Fact]
    public async Task Asking_changes_nothing()
    {
        await using var own = new RunningCloud();
        await own.InitializeAsync();
        using var agent = await TestAgent.EnrollAsync(own);
        var (person, reset) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(person.Whole(), reset.Whole());
        await own.CliWithPasswordAsync("given by the help desk", "user", "reset-password", reset.Anchor.Value);
        own.Time.Advance(TimeSpan.FromMinutes(1));
        var token = await agent.TokenAsync();
        await own.SettleAsync();
        var before = await DumpAsync(own);

        foreach (var about in new[] { person, reset, new TestPerson() })
            Assert.All(await AskAllAsync(agent, about, token), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await SendAsync(agent, HttpMethod.Post, ApiPaths.Matches, "{}", token);
        await SendAsync(agent, HttpMethod.Get, ApiPaths.Diagnosis, null, token);

        Assert.Contains("agents", before.Keys);
        Assert.Contains(person.Anchor.Value, before["users"]);
        Assert.Equal(before, await DumpAsync(own));

        await AskAllAsync(agent, person, await agent.TokenAsync());
        var after = await DumpAsync(own);
        Assert.Equal(TokenTables.Order(), before.Keys.Where(table => before[table] != after[table]).Order());
    }

    [Fact]
    public async Task No_answer_and_no_refusal_holds_a_verifier_and_neither_does_the_log()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (person, reset) = (new TestPerson(), new TestPerson());
        await agent.DeliverAsync(person.Whole(), reset.Whole());
        await cloud.CliWithPasswordAsync("given by the help desk", "user", "reset-password", reset.Anchor.Value);
        var token = await agent.TokenAsync();
        using var hash = NtHash.FromPassword("wrong");
        var wrong = PasswordVerifier.DeriveCandidate(hash, new VerifierSalt { Salt = "00", Iterations = 1 }).Encode();

        var answers = new List<string>();
        foreach (var about in new[] { person, reset })
            answers.AddRange((await AskAllAsync(agent, about, token)).Select(answer => answer.Body));
        foreach (var verifier in new[] { wrong, $"{wrong};" })
            answers.Add((await SendAsync(agent, HttpMethod.Post, ApiPaths.Matches, Match(person, verifier), token)).Body);

        var stored = new[] { (await cloud.StoredAsync(person)).Credential!.Verifier, (await cloud.StoredAsync(reset)).Credential!.Verifier };
        foreach (var text in answers.Concat(cloud.LogLines))
        {
            foreach (var secret in stored.Append(wrong).Select(verifier => verifier.TrimEnd(';').Split(',')[^1]))
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("PPH1", text);
        }

        Assert.Contains(answers, answer => answer.Contains(stored[0].Split(',')[^3], StringComparison.Ordinal));
        Assert.DoesNotContain(answers, answer => answer.Contains(stored[1].Split(',')[^3], StringComparison.Ordinal));
    }

    static async Task<IReadOnlyList<(HttpStatusCode Status, string Body)>> AskAllAsync(TestAgent agent, TestPerson person, string token)
    {
        var anchor = JsonSerializer.Serialize(person.Anchor.Value);
        using var hash = NtHash.FromPassword(person.Password);
        return
        [
            await SendAsync(agent, HttpMethod.Get, $"{ApiPaths.Diagnosis}?domain=north.example", null, token),
            await SendAsync(agent, HttpMethod.Post, ApiPaths.People, $$"""{"anchor":{{anchor}},"userName":"{{person.UserName}}"}""", token),
            await SendAsync(agent, HttpMethod.Post, ApiPaths.Salts, $$"""{"anchors":[{{anchor}}]}""", token),
            await SendAsync(agent, HttpMethod.Post, ApiPaths.Matches, Match(person, PasswordVerifier.Derive(hash).Encode()), token),
        ];
    }

    static string Match(TestPerson person, string verifier) =>
        $$"""{"candidates":[{"anchor":{{JsonSerializer.Serialize(person.Anchor.Value)}},"verifier":"{{verifier}}"}]}""";

    static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        TestAgent agent,
        HttpMethod method,
        string path,
        string? json,
        string? token = null)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await agent.SendAsync(method, path, content, token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    async Task<(HttpStatusCode Status, ErrorReply Error)> SendAsync(string path, string json)
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        var (status, body) = await SendAsync(agent, HttpMethod.Post, path, json);
        return (status, JsonSerializer.Deserialize(body, ContractJson.Default.ErrorReply)!);
    }

    // Every row of every table as text, by table.
    static async Task<Dictionary<string, string>> DumpAsync(RunningCloud cloud)
    {
        await using var db = TestStore.Open(cloud.Home);
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var connection = db.Database.GetDbConnection();
        var tables = await ReadAsync(connection, TestStore.IsPostgres
            ? "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            : "SELECT name FROM sqlite_master WHERE type = 'table'");
        Assert.Contains("credentials", tables);
        var dump = new Dictionary<string, string>();
        foreach (var table in tables)
            dump.Add(table, string.Join('\n', (await ReadAsync(connection, $"SELECT * FROM \"{table}\"")).Order(StringComparer.Ordinal)));
        return dump;
    }

    static async Task<IReadOnlyList<string>> ReadAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column))));
        return rows;
    }
}
