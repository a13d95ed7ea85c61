using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skybridge.Lab.Domains;

namespace Skybridge.LabTests.OpenId;

/// <summary>The smallest OpenID provider that the client can be tried on: one form, one key, and the ways to be wrong that a client must notice.</summary>
sealed class TinyProvider : IAsyncDisposable
{
    public const string ClientId = "tiny", RedirectUri = "https://localhost:1/callback";

    readonly WebApplication _app;
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly ConcurrentDictionary<string, (string User, IQueryCollection Query)> _codes = new();

    TinyProvider(WebApplication app, string caFile) => (_app, CaFile) = (app, caFile);

    public Dictionary<string, string> Passwords { get; } = [];

    /// <summary>Changes the claims of id tokens before they are signed.</summary>
    public Action<Dictionary<string, object>> Spoil { get; set; } = _ => { };

    /// <summary>Changes the query of the answer to the relying party.</summary>
    public Func<string, string> SpoilAnswer { get; set; } = query => query;

    /// <summary>Signs with a key that is not published.</summary>
    public bool ForgeSignature { get; set; }

    public string CaFile { get; }

    public Uri Issuer => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("127.0.0.1", "localhost"));

    public static async Task<TinyProvider> StartAsync(string folder)
    {
        using var authority = CertificateAuthority.Create("Tiny");
        var (certificate, key) = authority.Issue(["localhost"], [IPAddress.Loopback]);
        var caFile = Path.Combine(Directory.CreateDirectory(folder).FullName, "ca.pem");
        await File.WriteAllTextAsync(caFile, authority.CertificatePem);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(X509Certificate2.CreateFromPem(certificate, key))));
        var provider = new TinyProvider(builder.Build(), caFile);
        provider.Map();
        await provider._app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => Json(new Dictionary<string, object>
        {
            ["issuer"] = Issuer.AbsoluteUri,
            ["authorization_endpoint"] = $"{Issuer}connect/authorize",
            ["token_endpoint"] = $"{Issuer}connect/token",
            ["userinfo_endpoint"] = $"{Issuer}connect/userinfo",
            ["jwks_uri"] = $"{Issuer}keys",
        }));
        _app.MapGet("/keys", Keys);
        _app.MapGet("/connect/authorize", Authorize);
        _app.MapGet("/account/sign-in", (HttpContext context) => Form(context, ""));
        _app.MapPost("/account/sign-in", (Delegate)SignInAsync);
        _app.MapPost("/connect/token", (Delegate)TokenAsync);
        _app.MapGet("/connect/userinfo", (HttpContext context) =>
            Json(new Dictionary<string, object> { ["sub"] = context.Request.Headers.Authorization.ToString()["Bearer ".Length..] }));
    }

    IResult Authorize(HttpContext context)
    {
        if (context.Request.Query["client_id"] != ClientId)
            return Results.Redirect($"{RedirectUri}?error=unauthorized_client&error_description=Unknown+client.");
        if (context.Request.Cookies["session"] is not { } user)
            return Results.Redirect($"/account/sign-in?returnUrl={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");

        var code = Guid.NewGuid().ToString();
        _codes[code] = (Uri.UnescapeDataString(user), context.Request.Query);
        return Results.Redirect($"{RedirectUri}?{SpoilAnswer($"code={code}&state={context.Request.Query["state"]}")}");
    }

    static IResult Form(HttpContext context, string alert)
    {
        context.Response.Cookies.Append("antiforgery", "cookie-half");
        return Results.Content(
            $"""
            <!doctype html><html><head><title>Sign in</title><style>form > p {"{ }"}</style></head><body>
            <form method="get" action="/search"><input name="q" value="a>b"></form>
            {alert}
            <form method='post' action="?returnUrl={Uri.EscapeDataString(context.Request.Query["returnUrl"]!)}&amp;x=1">
              <input type="hidden" name="__RequestVerificationToken" value="field&quot;half" />
              <label>User <input id=u name=username autocomplete="username"></label>
              <label>Password <input type="password" name="password"></label>
              <input type="checkbox" name="remember" value="true"><button name="go" value="1">Sign in</button>
            </form></body></html>
            """,
            "text/html; charset=utf-8");
    }

    async Task<IResult> SignInAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (context.Request.Cookies["antiforgery"] != "cookie-half" || form["__RequestVerificationToken"] != "field\"half")
            return Results.BadRequest();
        var user = form["username"].ToString();
        if (user == "throttled")
        {
            context.Response.Headers.RetryAfter = "7";
            return Results.StatusCode(429);
        }

        if (Passwords.GetValueOrDefault(user) != form["password"].ToString())
            return Form(context, "<div class='x' role=\"alert\">The name or the password is <b>wrong</b>&nbsp;&amp; so on.</div>");

        context.Response.Cookies.Append("session", Uri.EscapeDataString(user));
        return user == "temporary"
            ? Results.Content("<form method=post><input type=password name=old><input type=password name=new></form>Choose a new password.", "text/html")
            : Results.Redirect(context.Request.Query["returnUrl"]!);
    }

    async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"].ToString(), out var granted) || Challenge(form["code_verifier"]!) != granted.Query["code_challenge"])
            return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_grant" }, statusCode: 400);

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer.AbsoluteUri, ["aud"] = ClientId, ["sub"] = Subject(granted.User), ["nonce"] = granted.Query["nonce"].ToString(),
            ["iat"] = now, ["exp"] = now + 300, ["preferred_username"] = granted.User,
        };
        Spoil(claims);
        return Json(new Dictionary<string, object> { ["access_token"] = Subject(granted.User), ["token_type"] = "Bearer", ["id_token"] = Sign(claims) });
    }

    string Sign(Dictionary<string, object> claims)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = $"{Encode("""{"alg":"ES256","kid":"k1"}""")}.{Encode(JsonSerializer.Serialize(claims))}";
        var signature = (ForgeSignature ? other : _key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    IResult Keys()
    {
        var point = _key.ExportParameters(false).Q;
        var key = new Dictionary<string, object>
        {
            ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "k1", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y),
        };
        return Json(new Dictionary<string, object> { ["keys"] = new[] { key } });
    }

    static IResult Json(Dictionary<string, object> value) => Results.Content(JsonSerializer.Serialize(value), "application/json");

    static string Subject(string user) => Convert.ToHexString(Encoding.UTF8.GetBytes(user));

    static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
