using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

public sealed class WebSecurityTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/account/sign-in")]
    [InlineData("/account/signed-out")]
    [InlineData("/account/change-password")]
    [InlineData("/account/password-changed")]
    [InlineData("/nowhere")]
    [InlineData("/healthz")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task Every_answer_tells_the_browser_what_it_may_not_do(string path)
    {
        using var browser = new TestBrowser(cloud);
        using var response = await browser.Http.GetAsync(path, TestContext.Current.CancellationToken);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("form-action 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Pages_take_nothing_from_elsewhere_and_run_nothing()
    {
        using var browser = new TestBrowser(cloud);
        foreach (var path in new[] { "/", "/account/sign-in", "/account/signed-out", "/account/change-password", "/account/password-changed" })
        {
            var page = await browser.GetAsync(path);

            Assert.DoesNotContain("<script", page);
            Assert.DoesNotContain("http://", page);
            Assert.DoesNotContain("https://", page);
            Assert.DoesNotContain("style=", page);
        }
    }

    [Fact]
    public async Task Cookies_are_for_us_alone()
    {
        using var browser = new TestBrowser(cloud);
        await cloud.CliWithPasswordAsync("a long enough one", "user", "create", "cookies");

        var answer = await browser.SignInAsync("cookies@skybridge.internal", "a long enough one");

        Assert.Equal(2, answer.Cookies.Count);
        Assert.All(answer.Cookies, cookie =>
        {
            Assert.StartsWith("__Host-", cookie);
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account/sign-out")]
    [InlineData("/account/change-password")]
    public async Task A_form_that_is_not_ours_is_refused(string path)
    {
        using var browser = new TestBrowser(cloud);
        using var form = new FormUrlEncodedContent([new("username", "a"), new("password", "b")]);

        using var response = await browser.Http.PostAsync(path, form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("\thttps://evil.example")]
    public async Task After_signing_in_nobody_is_sent_away(string returnUrl)
    {
        using var browser = new TestBrowser(cloud);
        var name = $"u{Guid.NewGuid():N}";
        await cloud.CliWithPasswordAsync("a long enough one", "user", "create", name);

        var answer = await browser.SignInAsync(
            $"{name}@skybridge.internal",
            "a long enough one",
            $"/account/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal("/", answer.Location);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task Other_hosts_are_not_served(string host)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(cloud.Url.Host, cloud.Url.Port, TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // Whom the certificate names is not the question here.
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        await tls.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /.well-known/openid-configuration HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tls);

        Assert.Equal("HTTP/1.1 400 Bad Request", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Old_versions_of_tls_and_plain_http_get_nowhere()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(cloud.Url.Host, cloud.Url.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(tcp.GetStream());
#pragma warning disable SYSLIB0039, CA5397, CA5359 // What is refused has to be offered.
        var options = new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", EnabledSslProtocols = SslProtocols.Tls11, RemoteCertificateValidationCallback = (_, _, _, _) => true };
#pragma warning restore SYSLIB0039, CA5397, CA5359
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken));

        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(
            () => http.GetAsync(new UriBuilder(cloud.Url) { Scheme = "http" }.Uri, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_refused()
    {
        using var browser = new TestBrowser(cloud);
        using var form = new FormUrlEncodedContent([new("username", new string('a', 70_000))]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in") { Content = form };
        request.Headers.ExpectContinue = true;

        using var response = await browser.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.True(response.StatusCode is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, $"{response.StatusCode}");
    }

    [Fact]
    public async Task The_style_sheet_may_be_kept_for_ever_since_its_name_changes_with_it()
    {
        using var browser = new TestBrowser(cloud);
        var page = await browser.GetAsync("/account/sign-in");
        var path = System.Text.RegularExpressions.Regex.Match(page, "href=\"(/assets/[0-9a-f]{12}/site.css)\"").Groups[1].Value;

        using var response = await browser.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("text/css", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString());
    }
}
