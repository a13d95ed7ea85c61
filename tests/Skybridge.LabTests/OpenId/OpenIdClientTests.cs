using Skybridge.Lab;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;

namespace Skybridge.LabTests.OpenId;

/// <summary>The relying party signs in whom it should, and believes nothing that it has not checked.</summary>
public sealed class OpenIdClientTests(LabRun lab) : IAsyncLifetime
{
    TinyProvider _provider = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await TinyProvider.StartAsync(Path.Combine(lab.Folder, "tiny-" + Guid.NewGuid()));
        _provider.Passwords["ada"] = "right";
        _provider.Passwords["temporary"] = "right";
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_right_password_is_accepted()
    {
        using var client = Client();

        var result = await client.SignInAsync("ada", "right", Token);

        var accepted = Assert.IsType<SignInResult.Accepted>(result);
        Assert.Equal("ada", accepted.Claims["preferred_username"].GetString());
        Assert.Equal(accepted.Claims["sub"].GetString(), accepted.UserInfo["sub"].GetString());
        Assert.NotEmpty(accepted.Tokens.IdToken);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_in_the_providers_words()
    {
        using var client = Client();

        var result = await client.SignInAsync("ada", "wrong", Token);

        Assert.Equal(new SignInResult.Refused("The name or the password is wrong & so on."), result);
    }

    [Fact]
    public async Task Throttling_is_told_from_refusal()
    {
        using var client = Client();

        Assert.Equal(new SignInResult.Throttled(TimeSpan.FromSeconds(7)), await client.SignInAsync("throttled", "right", Token));
    }

    [Fact]
    public async Task A_wish_for_a_new_password_is_told_from_refusal()
    {
        using var client = Client();

        Assert.Equal(new SignInResult.NewPasswordWanted("Choose a new password."), await client.SignInAsync("temporary", "right", Token));
    }

    [Fact]
    public async Task Awkward_passwords_arrive_as_they_are()
    {
        using var client = Client();
        foreach (var person in (await PeopleFile.LoadAsync(LabPaths.PeopleFile, Token)).People)
            _provider.Passwords[person.User] = person.Password;

        foreach (var (user, password) in _provider.Passwords.Where(one => one.Key != "temporary"))
            Assert.IsType<SignInResult.Accepted>(await client.SignInAsync(user, password, Token));
    }

    [Fact]
    public async Task Many_sign_in_at_once_and_each_is_themselves()
    {
        using var client = Client();
        foreach (var number in Enumerable.Range(0, 300))
            _provider.Passwords[$"user{number}"] = $"password {number}";

        await Parallel.ForEachAsync(Enumerable.Range(0, 300), Token, async (number, token) =>
        {
            var accepted = Assert.IsType<SignInResult.Accepted>(await client.SignInAsync($"user{number}", $"password {number}", token));
            Assert.Equal($"user{number}", accepted.Claims["preferred_username"].GetString());
        });
    }

    [Theory]
    [InlineData("iss", "https://elsewhere.example", "issuer")]
    [InlineData("aud", "another", "audience")]
    [InlineData("nonce", "replayed", "nonce")]
    [InlineData("exp", 1000, "expiry")]
    [InlineData("iat", 99999999999, "time of issue")]
    public async Task A_token_with_a_wrong_claim_is_not_believed(string claim, object value, string named)
    {
        _provider.Spoil = claims => claims[claim] = value;
        using var client = Client();

        var failed = Assert.IsType<SignInResult.Failed>(await client.SignInAsync("ada", "right", Token));

        Assert.Contains(named, failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_signature_is_not_believed()
    {
        _provider.ForgeSignature = true;
        using var client = Client();

        var failed = Assert.IsType<SignInResult.Failed>(await client.SignInAsync("ada", "right", Token));

        Assert.Contains("signature", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_state_is_not_believed()
    {
        _provider.SpoilAnswer = query => query + "x";
        using var client = Client();

        var failed = Assert.IsType<SignInResult.Failed>(await client.SignInAsync("ada", "right", Token));

        Assert.Contains("state", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_provider_is_quoted()
    {
        using var client = new OpenIdClient(Options() with { ClientId = "unknown" });

        var failed = Assert.IsType<SignInResult.Failed>(await client.SignInAsync("ada", "right", Token));

        Assert.Equal("The provider answered unauthorized_client: Unknown client.", failed.Reason);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_not_trusted()
    {
        await using var other = await TinyProvider.StartAsync(Path.Combine(lab.Folder, "tiny-other"));
        using var client = new OpenIdClient(Options() with { CaFile = other.CaFile });

        Assert.IsType<SignInResult.Failed>(await client.SignInAsync("ada", "right", Token));
    }

    OpenIdClient Client() => new(Options());

    OpenIdClientOptions Options() => new()
    {
        Issuer = _provider.Issuer,
        ClientId = TinyProvider.ClientId,
        RedirectUri = new(TinyProvider.RedirectUri),
        CaFile = _provider.CaFile,
    };
}
