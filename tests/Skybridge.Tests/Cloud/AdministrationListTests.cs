using System.Net;
using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>People, groups, agents and the audit log through the administration API.</summary>
public sealed class AdministrationListTests : IAsyncLifetime
{
    const string Secret = "a secret of thirty-two characters or more";
    const string Users = $"{AdminPaths.Root}/users";
    const string Groups = $"{AdminPaths.Root}/groups";
    const string Agents = $"{AdminPaths.Root}/agents";
    const string Log = $"{AdminPaths.Root}/audit";

    readonly RunningCloud _cloud = new();
    TestAgent _agent = null!;
    AdminDevice _device = null!;
    string _token = "";

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliAsync("client", "add", "Job", "--id", "job", "--administration", "--secret-file", TemporaryFolder.File(Secret));
        _agent = await TestAgent.EnrollAsync(_cloud);
        _device = new AdminDevice(_cloud);
        _token = (await _device.TokenAsync("job", Secret)).GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _device.Dispose();
        _agent.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task People_come_in_pages_and_each_once()
    {
        var people = Enumerable.Range(0, 25).Select(_ => new TestPerson()).ToList();
        await _agent.DeliverAsync([.. people.Select(person => person.Whole())]);

        var (names, pages) = await ReadAllAsync($"{Users}?limit=10", "users", "userName");

        Assert.Equal(people.Select(person => person.Sam).Order(), names.Select(name => name[..name.IndexOf('@', StringComparison.Ordinal)]).Order());
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task Who_is_asked_for_is_who_comes()
    {
        var (here, disabled, gone) = (new TestPerson(), new TestPerson { Enabled = false }, new TestPerson());
        await _agent.DeliverAsync(here.Whole(), disabled.Whole(), gone.Whole());
        await _agent.DeliverAsync(gone.Removed());
        await _cloud.CliWithPasswordAsync("a long enough one", "user", "create", "kim", "--administrator");

        foreach (var (query, expected) in new (string, string[])[]
        {
            ("", [here.Sam, disabled.Sam, "kim"]),
            ("source=cloud", ["kim"]),
            ("source=sync&disabled=true", [disabled.Sam]),
            ("administrators=true", ["kim"]),
            ("deleted=true", [gone.Sam]),
            ($"search={here.Sam}@", [here.Sam]),
            ($"anchor={Uri.EscapeDataString(here.Anchor.ToString())}", [here.Sam]),
            ("withoutPassword=true", []),
        })
            Assert.Equal(expected.Order(), (await ReadAllAsync($"{Users}?{query}", "users", "userName")).Values.Select(name => name.Split('@')[0]).Order());
    }

    [Fact]
    public async Task A_person_is_found_by_name_and_identifier_and_nothing_secret_comes_with_it()
    {
        var person = new TestPerson();
        await _agent.DeliverAsync(person.Whole());
        var name = (await ReadAllAsync(Users, "users", "userName")).Values.Single();

        var byName = await GetAsync($"{Users}/{name}");
        var byId = await GetAsync($"{Users}/{byName.GetProperty("user").GetProperty("id").GetString()}");

        Assert.Equal(byName.GetRawText(), byId.GetRawText());
        Assert.Equal(person.Sam, byName.GetProperty("onPremises").GetProperty("samAccountName").GetString());
        Assert.True(byName.GetProperty("user").GetProperty("hasPassword").GetBoolean());
        Assert.DoesNotContain("PPH1", byName.GetRawText());
        Assert.DoesNotContain("verifier", byName.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Groups_tell_who_is_in_them_directly_and_through_others_in_a_circle_too()
    {
        var (direct, through) = (new TestPerson(), new TestPerson());
        var (outer, inner) = (new TestGroup(), new TestGroup());
        await _agent.DeliverAsync(direct.Whole(), through.Whole());
        await _agent.DeliverGroupsAsync(outer.Whole(direct.ObjectGuid, inner.ObjectGuid, Guid.NewGuid()), inner.Whole(through.ObjectGuid, direct.ObjectGuid, outer.ObjectGuid));

        var shown = await GetAsync($"{Groups}/{Uri.EscapeDataString(outer.Name)}");
        var id = shown.GetProperty("group").GetProperty("id").GetString();
        var members = await ReadAllAsync($"{Groups}/{id}/members?limit=1", "members", "kind");
        var nested = await ReadAllAsync($"{Groups}/{id}/members?limit=1&nested=true", "members", "objectGuid");

        Assert.Equal((1, 1, 1), (Count("people"), Count("groups"), Count("others")));
        Assert.Equal(["group", "other", "person"], members.Values.Order());
        Assert.Equal(new[] { $"{direct.ObjectGuid}", $"{through.ObjectGuid}" }.Order(), nested.Values.Order());
        var name = (await ReadAllAsync($"{Users}?search={through.Sam}@", "users", "userName")).Values.Single();
        Assert.Equal(new[] { inner.Name, outer.Name }.Order(), (await ReadAllAsync($"{Users}/{name}/groups?limit=1", "groups", "name")).Values.Order());
        Assert.Equal([inner.Name], (await ReadAllAsync($"{Groups}?search={Uri.EscapeDataString(inner.Name)}", "groups", "name")).Values.Where(group => group == inner.Name));

        int Count(string what) => shown.GetProperty("members").GetProperty(what).GetInt32();
    }

    [Fact]
    public async Task A_group_of_fifty_thousand_is_read_to_its_end()
    {
        const int size = 50_000;
        var group = new TestGroup();
        var members = Enumerable.Range(1, size).Select(i => new Guid(i, 0, 0, new byte[8])).ToList();
        var people = members.TakeLast(DeliveryBatch.MaxChanges).Select(guid => new TestPerson { ObjectGuid = guid }.ImageOnly()).ToArray();
        await _agent.DeliverAsync(people);
        await _agent.DeliverGroupsAsync(group.Whole());
        foreach (var part in members.Chunk(GroupBatch.MaxLinks))
            await _agent.DeliverGroupsAsync(group.Links([.. part.Select(member => TestGroup.Link(member))]));

        var path = $"{Groups}/{Uri.EscapeDataString(group.Name)}/members";
        var all = await ReadAllAsync($"{path}?limit=1000", "members", "objectGuid");
        var nested = await ReadAllAsync($"{path}?limit=400&nested=true", "members", "objectGuid");

        Assert.Equal((size, size / 1000), (all.Values.Distinct().Count(), all.Pages));
        Assert.Equal((people.Length, 3), (nested.Values.Distinct().Count(), nested.Pages));
    }

    [Fact]
    public async Task An_agent_is_shown_and_revoked_and_the_log_says_by_whom()
    {
        var agent = (await GetAsync(Agents)).GetProperty("agents")[0];
        var id = agent.GetProperty("id").GetString();

        var before = await _agent.TokenAsync();
        var (status, body) = await _device.CallAsync(HttpMethod.Post, $"{Agents}/{id}/revoke", _token);
        var again = await _device.CallAsync(HttpMethod.Post, $"{Agents}/{id}/revoke", _token);

        Assert.Equal("active", agent.GetProperty("state").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (status, again.Status));
        Assert.Contains("\"revokedBy\":\"client:job\"", body);
        using var refused = await _agent.SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain=north.example", null, before);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var entry = Assert.Single((await GetAsync($"{Log}?action=agent.revoked")).GetProperty("entries").EnumerateArray());
        Assert.Equal("client:job", entry.GetProperty("actor").GetString());
    }

    [Fact]
    public async Task The_log_comes_newest_first_in_pages()
    {
        var (paged, pages) = await ReadAllAsync($"{Log}?limit=2", "entries", "action");
        var cli = (await _cloud.CliAsync("audit", "--json")).Json().GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!);

        Assert.Equal(cli.Reverse(), paged);
        Assert.True(pages > 1);
        _cloud.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty((await ReadAllAsync($"{Log}?since={Uri.EscapeDataString(_cloud.Time.GetUtcNow().ToString("O"))}", "entries", "action")).Values);
    }

    [Theory]
    [InlineData($"{Users}?limit=0")]
    [InlineData($"{Users}?limit=1001")]
    [InlineData($"{Users}?limit=1&limit=2")]
    [InlineData($"{Users}?after=x")]
    [InlineData($"{Users}?source=elsewhere")]
    [InlineData($"{Users}?disabled=perhaps")]
    [InlineData($"{Users}?serach=kim")]
    [InlineData($"{Groups}?search=")]
    [InlineData($"{Log}?since=yesterday")]
    [InlineData($"{Log}?after=-1")]
    [InlineData($"{Agents}?limit=x&all=true")]
    public async Task What_is_asked_wrongly_is_refused_and_not_ignored(string path)
    {
        var (status, body) = await _device.CallAsync(HttpMethod.Get, path, _token);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(ErrorCodes.MalformedRequest, body);
    }

    [Fact]
    public async Task A_text_without_end_is_refused()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await _device.CallAsync(HttpMethod.Get, $"{Users}?search={new string('a', 257)}", _token)).Status);
    }

    [Theory]
    [InlineData("GET", Users)]
    [InlineData("GET", $"{Users}/kim")]
    [InlineData("GET", $"{Users}/kim/groups")]
    [InlineData("GET", Groups)]
    [InlineData("GET", $"{Groups}/some")]
    [InlineData("GET", $"{Groups}/some/members")]
    [InlineData("GET", Agents)]
    [InlineData("POST", $"{Agents}/some/revoke")]
    [InlineData("GET", Log)]
    public async Task Nobody_but_an_administrator_sees_or_does_anything(string method, string path)
    {
        var stranger = await _device.CallAsync(new HttpMethod(method), path, null);
        using var byAgent = await _agent.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (stranger.Status, byAgent.StatusCode));
        Assert.Contains(ErrorCodes.AdministratorRejected, stranger.Body);
    }

    [Theory]
    [InlineData("GET", $"{Users}/nobody")]
    [InlineData("GET", $"{Groups}/none")]
    [InlineData("POST", $"{Agents}/none/revoke")]
    public async Task What_is_not_here_is_not_found(string method, string path)
    {
        var (status, body) = await _device.CallAsync(new HttpMethod(method), path, _token);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains(ErrorCodes.NotFound, body);
    }

    async Task<JsonElement> GetAsync(string path)
    {
        var (status, body) = await _device.CallAsync(HttpMethod.Get, path, _token);
        Assert.True(status == HttpStatusCode.OK, body);
        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }

    async Task<(List<string> Values, int Pages)> ReadAllAsync(string path, string list, string member)
    {
        var (values, pages, next) = (new List<string>(), 0, (string?)null);
        do
        {
            var page = await GetAsync(next is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={next}");
            values.AddRange(page.GetProperty(list).EnumerateArray().Select(entry => entry.GetProperty(member).GetString()!));
            next = page.GetProperty("next").GetString();
            pages++;
        }
        while (next is not null);
        return (values, pages);
    }
}
