using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Skybridge.Contract;
using Skybridge.Sync.Cloud;
using Skybridge.Tests.Sync.Support;

namespace Skybridge.Tests.Sync;

/// <summary>The delivery API's client before a cloud that answers as it likes.</summary>
public sealed class HttpCloudConnectorTests : IDisposable
{
    const string Discovery = """{"issuer":"https://cloud.example/"}""";
    const string Token = """{"access_token":"t1","expires_in":600}""";

    readonly SteppedTime _time = new();
    readonly HostileCloud _cloud = new();
    readonly HttpCloudConnector _connector;

    public HttpCloudConnectorTests()
    {
        var http = CloudHttp.Create(new Uri("https://cloud.example"), _cloud);
        _connector = new HttpCloudConnector(http, new AgentIdentity("agent-1", ECDsa.Create(ECCurve.NamedCurves.nistP256)), _time);
        _cloud.Discovery = () => HostileCloud.Json(Discovery);
        _cloud.Token = () => HostileCloud.Json(Token);
        _cloud.Delivery = () => Receipt(1, Outcome(Anchor));
    }

    static SourceAnchor Anchor { get; } = SourceAnchor.FromObjectGuid(Guid.NewGuid());

    public void Dispose()
    {
        _connector.Dispose();
        _cloud.Dispose();
    }

    [Fact]
    public async Task A_receipt_that_fits_its_batch_is_believed() => Assert.Equal(Anchor, Assert.Single((await DeliverAsync()).Outcomes).Anchor);

    [Fact]
    public async Task A_receipt_of_another_batch_is_not_believed()
    {
        var other = SourceAnchor.FromObjectGuid(Guid.NewGuid());
        foreach (var reply in new[] { Receipt(2, Outcome(Anchor)), Receipt(1), Receipt(1, Outcome(Anchor), Outcome(Anchor)), Receipt(1, Outcome(other)), Receipt(1, "null") })
        {
            _cloud.Delivery = () => reply;
            await AssertFailsAsync(CloudStep.Exchange, transient: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"sequence":1}""")]
    [InlineData("""{"sequence":1,"outcomes":null,"tenant":null}""")]
    [InlineData("""{"sequence":1,"outcomes":[],"outcomes":[]}""")]
    public async Task An_answer_that_is_not_the_contracts_is_named(string body)
    {
        _cloud.Delivery = () => HostileCloud.Json(body);

        Assert.StartsWith("cloud.example gives an answer that is not understood", (await AssertFailsAsync(CloudStep.Exchange, transient: true)).Message);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        var body = new EndlessStream();
        _cloud.Delivery = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) };

        await AssertFailsAsync(CloudStep.Exchange, transient: true);

        Assert.InRange(body.Given, 1, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_refusal_without_end_is_not_repeated_to_people()
    {
        var text = new string('x', 1024 * 1024);
        _cloud.Delivery = () => HostileCloud.Chunked(HttpStatusCode.BadRequest, $$"""{"code":"malformed-request","error":"{{text}}","hint":"h"}""");

        Assert.InRange((await AssertFailsAsync(CloudStep.Request, transient: false)).Message.Length, 1, 1000);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    public async Task A_redirect_is_not_followed(HttpStatusCode status)
    {
        _cloud.Delivery = () => new HttpResponseMessage(status) { Headers = { Location = new Uri("https://evil.example/") } };

        await AssertFailsAsync(CloudStep.Request, transient: false);

        Assert.DoesNotContain(_cloud.Asked, url => url.Host == "evil.example");
    }

    [Fact]
    public async Task A_cloud_that_does_not_answer_in_time_is_named()
    {
        _cloud.Delivery = () => null;

        Assert.Equal("cloud.example did not answer in time.", (await AssertFailsAsync(CloudStep.Exchange, transient: true)).Message);
    }

    [Fact]
    public async Task Cancellation_is_not_an_error_of_the_cloud()
    {
        using var stop = new CancellationTokenSource();
        _cloud.Delivery = () =>
        {
            stop.Cancel();
            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _connector.DeliverAsync(Batch, stop.Token));
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "7", 7)]
    [InlineData(503, "Sun, 01 Nov 2026 12:00:09 GMT", 9)]
    [InlineData(503, "86400", 300)]
    [InlineData(503, "Sun, 01 Nov 2020 12:00:00 GMT", null)]
    [InlineData(503, "soon", null)]
    [InlineData(503, null, null)]
    public async Task A_busy_cloud_says_when_to_come_back_and_is_believed_within_reason(int status, string? retryAfter, int? seconds)
    {
        _cloud.Delivery = () =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status);
            if (retryAfter is not null)
                response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            return response;
        };

        var error = await AssertFailsAsync(CloudStep.Exchange, transient: true);

        Assert.Equal(seconds, (int?)error.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task A_busy_cloud_in_the_contracts_words_says_when_to_come_back_too()
    {
        _cloud.Delivery = () =>
        {
            var response = HostileCloud.Json("""{"code":"busy","error":"Not now.","hint":"Wait."}""", HttpStatusCode.ServiceUnavailable);
            response.Headers.Add("Retry-After", "5");
            return response;
        };

        Assert.Equal(TimeSpan.FromSeconds(5), (await AssertFailsAsync(CloudStep.Request, transient: true)).RetryAfter);
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(413, true)]
    [InlineData(422, true)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    public async Task A_refusal_of_what_is_in_the_batch_is_told_from_others(int status, bool isAboutContent)
    {
        _cloud.Delivery = () => new HttpResponseMessage((HttpStatusCode)status);

        var error = await AssertFailsAsync(CloudStep.Request, transient: false);

        Assert.Equal((status, isAboutContent), (error.StatusCode, error.IsAboutContent));
    }

    [Fact]
    public async Task A_token_that_ended_early_is_renewed_once()
    {
        _cloud.Delivery = () => _cloud.Tokens == 1 ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : Receipt(1, Outcome(Anchor));

        await DeliverAsync();

        Assert.Equal(2, _cloud.Tokens);
    }

    [Fact]
    public async Task An_agent_that_is_not_let_in_is_told_after_two_tries()
    {
        _cloud.Delivery = () => new HttpResponseMessage(HttpStatusCode.Forbidden);

        Assert.Equal("agent-credential-rejected", (await AssertFailsAsync(CloudStep.Authenticate, transient: false)).Cause);
        Assert.Equal(2, _cloud.Tokens);
    }

    [Fact]
    public async Task A_token_is_used_until_shortly_before_it_ends()
    {
        await DeliverAsync();
        _time.Advance(TimeSpan.FromSeconds(569));
        await DeliverAsync();
        Assert.Equal(1, _cloud.Tokens);
        _time.Advance(TimeSpan.FromSeconds(1));

        await DeliverAsync();

        Assert.Equal(2, _cloud.Tokens);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"no\"")]
    [InlineData("""{"error":5}""")]
    [InlineData("""{"error":"invalid_client"}""")]
    [InlineData("no")]
    public async Task A_refused_token_request_is_a_rejected_agent_however_it_is_put(string body)
    {
        _cloud.Token = () => HostileCloud.Json(body, HttpStatusCode.BadRequest);

        Assert.Equal(ErrorCodes.AgentRejected, (await AssertFailsAsync(CloudStep.Authenticate, transient: false)).Code);
    }

    [Theory]
    [InlineData("""{"access_token":null,"expires_in":600}""")]
    [InlineData("""{"access_token":"t","expires_in":"x"}""")]
    [InlineData("""{"expires_in":600}""")]
    [InlineData("[]")]
    public async Task A_token_that_is_none_is_not_used(string body)
    {
        _cloud.Token = () => HostileCloud.Json(body);

        await AssertFailsAsync(CloudStep.Exchange, transient: true);
    }

    [Fact]
    public async Task An_address_that_is_no_cloud_is_named()
    {
        _cloud.Discovery = () => HostileCloud.Json("<html>welcome</html>");

        Assert.Equal("cloud.example answers, but is no Skybridge cloud.", (await AssertFailsAsync(CloudStep.Exchange, transient: true)).Message);
    }

    [Fact]
    public void Only_https_is_spoken() =>
        Assert.Equal(CloudStep.Secure, Assert.Throws<CloudException>(() => CloudHttp.Create(new Uri("http://cloud.example"), authorityFile: null)).Step);

    static DeliveryBatch Batch => new()
    {
        Sequence = 1,
        Domain = "corp.example",
        Epoch = 0,
        Changes = [new DirectoryChange { Anchor = Anchor, ObjectGuid = Guid.NewGuid(), Removal = RemovalReason.Deleted }],
    };

    Task<DeliveryReceipt> DeliverAsync() => _connector.DeliverAsync(Batch, TestContext.Current.CancellationToken);

    async Task<CloudException> AssertFailsAsync(CloudStep step, bool transient)
    {
        var error = await Assert.ThrowsAsync<CloudException>(DeliverAsync);
        Assert.Equal((step, transient), (error.Step, error.IsTransient));
        return error;
    }

    static string Outcome(SourceAnchor anchor) => $$"""{"anchor":"{{anchor.Value}}","status":"success"}""";

    static HttpResponseMessage Receipt(long sequence, params string[] outcomes)
    {
        var tenant = JsonSerializer.Serialize(new FakeCloud().Tenant, ContractJson.Default.TenantState);
        return HostileCloud.Json($$"""{"sequence":{{sequence}},"outcomes":[{{string.Join(',', outcomes)}}],"tenant":{{tenant}}}""");
    }
}
