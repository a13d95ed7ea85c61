using System.Text;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Behind load balancers and reverse proxies: whose word is taken for where a request comes from.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    const string Name = "mia@skybridge.internal";
    const string Password = "a password that nobody guesses";

    readonly RunningCloud _cloud = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliWithPasswordAsync(Password, "user", "create", "mia");
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9:50123", "203.0.113.9")]
    [InlineData("2001:db8::9", "2001:db8::9")]
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9")] // What stands further left, anybody could have written.
    [InlineData("198.51.100.1, 203.0.113.9, 127.0.0.7", "203.0.113.9")] // Through two proxies of ours.
    [InlineData("nonsense", "127.0.0.1")]
    [InlineData("198.51.100.1, nonsense", "127.0.0.1")]
    public async Task A_trusted_proxy_that_ends_tls_says_where_somebody_comes_from(string forwarded, string expected)
    {
        await TrustAsync("127.0.0.0/8");

        Assert.Equal(expected, await SignInAsync(client => client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("127.0.0.2")]
    public async Task Nobody_else_is_believed(string? proxy)
    {
        if (proxy is not null)
            await TrustAsync(proxy);

        Assert.Equal("127.0.0.1", await SignInAsync(client => client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9")));
    }

    [Theory]
    [InlineData("PROXY TCP4 203.0.113.9 192.0.2.1 50123 443\r\n", "203.0.113.9")]
    [InlineData("PROXY TCP6 2001:db8::9 2001:db8::1 50123 443\r\n", "2001:db8::9")]
    [InlineData("PROXY UNKNOWN\r\n", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task A_trusted_proxy_that_passes_tls_through_says_it_in_a_line(string line, string expected)
    {
        await TrustAsync("127.0.0.1");

        Assert.Equal(expected, await SignInBehindAsync(Encoding.ASCII.GetBytes(line)));
    }

    [Theory]
    [InlineData("21 11 000c cb007109 c0000201 c3cb 01bb", "203.0.113.9")]
    [InlineData("21 11 0013 cb007109 c0000201 c3cb 01bb 03 0004 00000000", "203.0.113.9")] // A checksum behind.
    [InlineData("21 21 0024 20010db8000000000000000000000009 20010db8000000000000000000000001 c3cb 01bb", "2001:db8::9")]
    [InlineData("20 00 0000", "127.0.0.1")] // A health check of the proxy itself.
    [InlineData("21 00 0000", "127.0.0.1")]
    public async Task A_trusted_proxy_that_passes_tls_through_says_it_in_bytes(string hex, string expected)
    {
        await TrustAsync("127.0.0.1");

        Assert.Equal(expected, await SignInBehindAsync(Binary(hex)));
    }

    /// <summary>Nothing of it is read: to TLS it is nonsense.</summary>
    [Fact]
    public async Task A_line_of_somebody_else_opens_no_connection() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => SignInBehindAsync("PROXY TCP4 203.0.113.9 192.0.2.1 50123 443\r\n"u8.ToArray()));

    [Theory]
    [InlineData("PROXY TCP4 nowhere 192.0.2.1 50123 443\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\x31\x11\0\x0c012345678901")]
    public async Task A_header_that_cannot_be_read_ends_its_connection_and_no_other(string header)
    {
        await TrustAsync("127.0.0.1");

        await Assert.ThrowsAsync<HttpRequestException>(() => SignInBehindAsync(Encoding.Latin1.GetBytes(header)));
        Assert.Contains(_cloud.LogLines, line => line.Contains("its PROXY header cannot be read"));
        Assert.Equal("127.0.0.1", await SignInBehindAsync([]));
    }

    [Fact]
    public async Task Who_comes_through_a_proxy_is_counted_by_themselves()
    {
        await TrustAsync("127.0.0.1");
        using var client = _cloud.CreateClient();

        Assert.Contains("temporarily_unavailable", await AskAsync("203.0.113.9", times: 21));
        Assert.Contains("user_code", await AskAsync("203.0.113.10", times: 1));

        async Task<string> AskAsync(string from, int times)
        {
            var answer = "";
            for (var i = 0; i < times; i++)
            {
                using var form = new FormUrlEncodedContent([new("client_id", "skybridge-command-line"), new("scope", "skybridge:administration")]);
                using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/device") { Content = form };
                request.Headers.Add("X-Forwarded-For", from);
                using var response = await client.SendAsync(request, Token);
                answer = await response.Content.ReadAsStringAsync(Token);
            }

            return answer;
        }
    }

    [Theory]
    [InlineData("10.0.0.0/0", "everybody")]
    [InlineData("::/0", "everybody")]
    [InlineData("10.0.0.0/33", "neither")]
    [InlineData("10.0.0.1/8/8", "neither")]
    [InlineData("proxy.example", "neither")]
    [InlineData("10", "neither")]
    [InlineData("10.1/16", "neither")]
    public async Task A_proxy_that_cannot_be_is_named(string proxy, string why)
    {
        (await CliRun.RunAsync("init", "--home", TemporaryFolder.NewPath(), "--trusted-proxy", proxy)).AssertCouldNotRun(why);
        (await CliRun.RunAsync("serve", "--home", _cloud.Home, "--trusted-proxy", proxy)).AssertCouldNotRun(why);
    }

    Task TrustAsync(string proxy) => _cloud.RestartWithAsync(settings => settings with { TrustedProxies = [proxy] });

    Task<string?> SignInBehindAsync(byte[] header) => SignInAsync(_ => { }, header);

    async Task<string?> SignInAsync(Action<HttpClient> change, byte[]? header = null)
    {
        using var browser = new TestBrowser(_cloud, header: header);
        change(browser.Http);
        Assert.True((await browser.SignInAsync(Name, Password)).IsIn);
        var entry = await _cloud.WithDbAsync(db => db.AuditEntries.OrderByDescending(row => row.Id).FirstAsync(row => row.Action == AuditActions.UserSignedIn, Token));
        return System.Text.Json.JsonDocument.Parse(entry.Detail).RootElement.GetProperty("address").GetString();
    }

    static byte[] Binary(string hex) => [.. "\r\n\r\n\0\r\nQUIT\n"u8, .. Convert.FromHexString(hex.Replace(" ", ""))];
}
