using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Attacks by many requests, over the wire: guessing one account's password from many addresses, and holding connections with slow requests.</summary>
public sealed class GuessingTests : IAsyncLifetime
{
    const int Addresses = 100;
    const int GuessesEach = 100;
    const int AtOnce = 8;
    const string Name = "mia@skybridge.internal";
    const string Password = "a password that is on the guesser's list";

    readonly RunningCloud _cloud = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        await _cloud.CliWithPasswordAsync(Password, "user", "create", "mia");
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    /// <summary>The right password is the last on every list: whoever is let try all of them has it.</summary>
    [Fact]
    public async Task Ten_thousand_guesses_from_a_hundred_addresses_guess_nothing_and_leave_the_owner_able_to_sign_in()
    {
        using var own = new TestBrowser(_cloud);
        Assert.True((await own.SignInAsync(Name, Password)).IsIn);
        var (tried, slowed, guessed) = (0, 0, 0);

        await Parallel.ForEachAsync(Enumerable.Range(1, Addresses), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (address, _) =>
        {
            using var guesser = new TestBrowser(_cloud, IPAddress.Parse($"127.9.9.{address}"));
            var token = await guesser.FormTokenAsync("/account/sign-in");
            for (var i = 1; i <= GuessesEach; i++)
            {
                var answer = await guesser.PostSignInAsync(token, Name, i == GuessesEach ? Password : $"guess {address}.{i}");
                Interlocked.Add(ref guessed, answer.IsIn ? 1 : 0);
                Interlocked.Add(ref tried, answer.IsRefused ? 1 : 0);
                Interlocked.Add(ref slowed, answer.IsSlowed ? 1 : 0);
            }

            if (address % 10 == 0)
                Assert.True((await own.SignInAsync(Name, Password)).IsIn);
        });

        Assert.Equal((0, Addresses * GuessesEach), (guessed, tried + slowed));
        Assert.InRange(tried, 1, 10);
        Assert.True((await own.SignInAsync(Name, Password)).IsIn);
    }

    /// <summary>Whoever never finishes a body (here one that strangers may send), or never finishes the request's head, does not keep the connection.</summary>
    [Theory]
    [InlineData("POST /api/v1/enrollment HTTP/1.1\r\nHost: {0}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")]
    [InlineData("GET /account/sign-in HTTP/1.1\r\nHost: {0}\r\n")]
    public async Task A_request_that_does_not_come_to_its_end_is_cut_off(string beginning)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, _cloud.Url.Port, Token);
        await using var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = _cloud.Url.Host, CertificateChainPolicy = _cloud.Trust() }, Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, beginning, _cloud.Url.Authority)), Token);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(40));
        var answer = "";
        try
        {
            var buffer = new byte[4096];
            for (int count; (count = await stream.ReadAsync(buffer, limit.Token)) > 0;)
                answer += Encoding.Latin1.GetString(buffer, 0, count);
        }
        catch (IOException)
        {
            // Reset is as good as closed.
        }

        // For having taken too long, and for nothing else.
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), answer);
    }
}
