using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skybridge.Contract;
using Skybridge.Tests.Cloud.Support;

namespace Skybridge.Tests.Cloud;

/// <summary>Requests that are not what the contract says: refused as a whole, with the contract's words, and without a trace.</summary>
public sealed class DeliveryRequestTests(RunningCloud cloud) : IClassFixture<RunningCloud>
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"sequence":1,"domain":"north.example","epoch":0}""")]
    [InlineData("""{"sequence":1,"domain":"north.example","epoch":0,"changes":null}""")]
    [InlineData("""{"sequence":1,"domain":"north.example","epoch":0,"changes":[null]}""")]
    [InlineData("""{"sequence":1,"domain":"north.example","epoch":0,"changes":[],"more":1}""")]
    [InlineData("""{"sequence":1,"sequence":2,"domain":"north.example","epoch":0,"changes":[]}""")]
    [InlineData("""{"sequence":"1","domain":"north.example","epoch":0,"changes":[]}""")]
    [InlineData("""{"sequence":1,"domain":"not a domain","epoch":0,"changes":[]}""")]
    [InlineData("""{"sequence":1,"domain":"north.example","epoch":0,"changes":[{"anchor":"not base64","objectGuid":"5bd1a6a4-5c9f-4f57-b4cf-7b2f0a2b0d5e"}]}""")]
    public async Task What_is_not_a_batch_is_refused(string json)
    {
        var (status, error) = await SendAsync(Text(json));

        Assert.Equal((HttpStatusCode.BadRequest, ErrorCodes.MalformedRequest), (status, error.Code));
    }

    [Fact]
    public async Task An_error_does_not_repeat_what_was_sent()
    {
        var batch = JsonNode.Parse(JsonSerializer.Serialize(Batch(new TestPerson().Whole()), ContractJson.Default.DeliveryBatch))!;
        batch["changes"]![0]!["password"]!["verifier"] = "v1;PPH1_MD4,secret-secret;";

        var (_, error) = await SendAsync(Text(batch.ToJsonString()));

        Assert.DoesNotContain("secret", JsonSerializer.Serialize(error, ContractJson.Default.ErrorReply));
        Assert.DoesNotContain(cloud.LogLines, line => line.Contains("secret-secret"));
    }

    [Fact]
    public async Task More_changes_than_there_may_be_are_refused()
    {
        var people = Enumerable.Range(0, DeliveryBatch.MaxChanges + 1).Select(_ => new TestPerson()).ToList();

        var (status, error) = await SendAsync(
            Text(JsonSerializer.Serialize(Batch([.. people.Select(person => person.ImageOnly())]), ContractJson.Default.DeliveryBatch)));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ErrorCodes.TooLarge), (status, error.Code));
        Assert.Null((await cloud.StoredAsync(people[0])).User);
    }

    [Fact]
    public async Task More_bytes_than_there_may_be_are_refused()
    {
        var (status, error) = await SendAsync(Text($"{{\"sequence\":1,{new string(' ', DeliveryBatch.MaxBytes)}"));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ErrorCodes.TooLarge), (status, error.Code));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Other_content_types_are_refused(string type)
    {
        using var content = new StringContent("{}", Encoding.UTF8, type);

        var (status, error) = await SendAsync(content);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, ErrorCodes.MalformedRequest), (status, error.Code));
    }

    [Fact]
    public async Task Compressed_content_is_refused()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress, leaveOpen: true))
            gzip.Write("{}"u8);
        using var content = new ByteArrayContent(memory.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        var (status, _) = await SendAsync(content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
    }

    [Fact]
    public async Task There_is_nothing_else_below_the_api()
    {
        using var agent = await TestAgent.EnrollAsync(cloud);

        using var response = await agent.SendAsync(HttpMethod.Get, "/api/v1/users", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(ErrorCodes.MalformedRequest, (await TestAgent.ReadErrorAsync(response)).Code);
    }

    static StringContent Text(string json) => new(json, Encoding.UTF8, "application/json");

    static DeliveryBatch Batch(params DirectoryChange[] changes) => new() { Sequence = 1, Domain = "north.example", Epoch = 0, Changes = changes };

    async Task<(HttpStatusCode Status, ErrorReply Error)> SendAsync(HttpContent content)
    {
        using var agent = await TestAgent.EnrollAsync(cloud);
        using var response = await agent.SendAsync(HttpMethod.Post, ApiPaths.Deliveries, content);
        return (response.StatusCode, await TestAgent.ReadErrorAsync(response));
    }
}
