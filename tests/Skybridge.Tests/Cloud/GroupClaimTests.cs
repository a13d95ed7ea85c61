using System.Text.Json;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>What tokens say about a person's groups.</summary>
public sealed class GroupClaimTests : IAsyncLifetime
{
    readonly RunningCloud _cloud = new();
    readonly TestPerson _person = new();
    TestAgent _agent = null!;
    TestBrowser _browser = null!;
    OidcClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliAsync("client", "add", "Sample App", "--id", "app", "--redirect-uri", OidcClient.RedirectUri);
        _agent = await TestAgent.EnrollAsync(_cloud);
        await _agent.DeliverAsync(_person.Whole());
        _browser = new TestBrowser(_cloud);
        _client = new OidcClient(_cloud, _browser, "app");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _browser.Dispose();
        _agent.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Direct_and_nested_groups_are_named_by_identifier_and_a_circle_ends()
    {
        var (direct, outer, circle, other) = (new TestGroup(), new TestGroup(), new TestGroup(), new TestGroup());
        await _agent.DeliverGroupsAsync(
            direct.Whole(_person.ObjectGuid), outer.Whole(direct.ObjectGuid, circle.ObjectGuid), circle.Whole(outer.ObjectGuid), other.Whole(Guid.NewGuid()));

        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        var expected = await IdsAsync(direct, outer, circle);
        Assert.Equal(expected, Groups(OidcClient.Claims(tokens.GetProperty("id_token").GetString()!)));
        Assert.Equal(expected, Groups(OidcClient.Claims(tokens.GetProperty("access_token").GetString()!)));
        Assert.Equal(expected, Groups((await _client.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Body));
    }

    [Fact]
    public async Task A_single_group_is_a_list_too_and_none_is_no_claim()
    {
        var none = OidcClient.Claims((await _client.SignInAsync(_person.UserName, _person.Password)).GetProperty("id_token").GetString()!);
        var group = new TestGroup();
        await _agent.DeliverGroupsAsync(group.Whole(_person.ObjectGuid));
        using var browser = new TestBrowser(_cloud);
        using var client = new OidcClient(_cloud, browser, "app");

        var one = OidcClient.Claims((await client.SignInAsync(_person.UserName, _person.Password)).GetProperty("id_token").GetString()!);

        Assert.False(none.TryGetProperty("groups", out _));
        Assert.Equal(await IdsAsync(group), Groups(one));
    }

    [Fact]
    public async Task Groups_for_mail_and_groups_that_left_neither_count_nor_lead_on()
    {
        var (mail, behindMail, left, behindLeft) = (new TestGroup { Security = false }, new TestGroup(), new TestGroup(), new TestGroup());
        await _agent.DeliverGroupsAsync(
            mail.Whole(_person.ObjectGuid), behindMail.Whole(mail.ObjectGuid), left.Whole(_person.ObjectGuid), behindLeft.Whole(left.ObjectGuid));
        await _agent.DeliverGroupsAsync(left.Removed());

        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        Assert.False(OidcClient.Claims(tokens.GetProperty("id_token").GetString()!).TryGetProperty("groups", out _));
    }

    [Fact]
    public async Task A_refreshed_token_says_what_is_now()
    {
        var (before, after) = (new TestGroup(), new TestGroup());
        await _agent.DeliverGroupsAsync(before.Whole(_person.ObjectGuid), after.Whole());
        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        await _agent.DeliverGroupsAsync(before.Links(TestGroup.Link(_person.ObjectGuid, 2, absent: true)), after.Links(TestGroup.Link(_person.ObjectGuid, 2)));
        var refreshed = await _client.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!);

        Assert.Equal(await IdsAsync(after), Groups(OidcClient.Claims(refreshed.GetProperty("id_token").GetString()!)));
    }

    [Fact]
    public async Task Whoever_does_not_ask_is_not_told()
    {
        await _agent.DeliverGroupsAsync(new TestGroup().Whole(_person.ObjectGuid));
        var (_, signIn, _) = await _client.AuthorizeAsync(("scope", "openid profile"));
        var answer = await _browser.SignInAsync(_person.UserName, _person.Password, signIn!);
        using var response = await _browser.Http.GetAsync(answer.Location, TestContext.Current.CancellationToken);

        var tokens = await _client.ExchangeAsync(OidcClient.Returned(response.Headers.Location?.OriginalString)["code"]);

        Assert.False(OidcClient.Claims(tokens.GetProperty("id_token").GetString()!).TryGetProperty("groups", out _));
        Assert.False((await _client.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Body.TryGetProperty("groups", out _));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    public async Task More_groups_than_a_token_holds_are_only_said_to_be_there(int count)
    {
        await _agent.DeliverGroupsAsync([.. Enumerable.Range(0, count).Select(_ => new TestGroup().Whole(_person.ObjectGuid))]);

        var tokens = await _client.SignInAsync(_person.UserName, _person.Password);

        var claims = OidcClient.Claims(tokens.GetProperty("id_token").GetString()!);
        Assert.Equal(count <= 200, claims.TryGetProperty("groups", out _));
        Assert.Equal(count > 200, claims.TryGetProperty("hasgroups", out var has) && has.GetBoolean());
        var (_, info) = await _client.UserInfoAsync(tokens.GetProperty("access_token").GetString()!);
        Assert.Equal(count, Groups(info).Count);
    }

    [Fact]
    public async Task A_person_who_comes_after_their_group_is_in_it()
    {
        var (late, group) = (new TestPerson(), new TestGroup());
        await _agent.DeliverGroupsAsync(group.Whole(late.ObjectGuid));
        await _agent.DeliverAsync(late.Whole());

        var tokens = await _client.SignInAsync(late.UserName, late.Password);

        Assert.Equal(await IdsAsync(group), Groups(OidcClient.Claims(tokens.GetProperty("id_token").GetString()!)));
    }

    static HashSet<string> Groups(JsonElement claims) => [.. claims.GetProperty("groups").EnumerateArray().Select(id => id.GetString()!)];

    async Task<HashSet<string>> IdsAsync(params IReadOnlyList<TestGroup> groups)
    {
        var ids = new HashSet<string>();
        foreach (var group in groups)
            ids.Add((await _cloud.CliAsync("group", "show", group.Anchor.Value, "--json")).Json().GetProperty("group").GetProperty("id").GetString()!);
        return ids;
    }
}
