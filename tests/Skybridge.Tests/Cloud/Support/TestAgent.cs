using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Skybridge.Contract;

namespace Skybridge.Tests.Cloud.Support;

/// <summary>An agent as the contract describes it, written from the contract alone.</summary>
sealed class TestAgent : IDisposable
{
    const long SmallestLimit = 16 * 1024;

    readonly RunningCloud _cloud;
    readonly HttpClient _http;
    long _sequence;
    string? _token;

    TestAgent(RunningCloud cloud)
    {
        _cloud = cloud;
        _http = cloud.CreateClient();
    }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Id { get; private set; } = "";

    public string Domain { get; init; } = "north.example";

    public TenantState Tenant { get; private set; } = null!;

    public HttpClient Http => _http;

    public static async Task<TestAgent> EnrollAsync(RunningCloud cloud, string name = "agent", string domain = "north.example")
    {
        var agent = new TestAgent(cloud) { Domain = domain };
        var code = (await cloud.CliAsync("enroll", name, "--json")).Json().GetProperty("code").GetString()!;
        using var response = await agent.SendEnrollmentAsync(code);
        var reply = await ReadAsync(response, ContractJson.Default.EnrollmentReply);
        (agent.Id, agent.Tenant) = (reply.AgentId, reply.Tenant);
        return agent;
    }

    /// <summary>An agent that nobody enrolled yet.</summary>
    public static TestAgent Stranger(RunningCloud cloud) => new(cloud);

    public Task<HttpResponseMessage> SendEnrollmentAsync(string code)
    {
        var point = Key.ExportParameters(includePrivateParameters: false).Q;
        var request = new EnrollmentRequest
        {
            Code = code,
            Key = new AgentPublicKey { X = Base64Url(point.X!), Y = Base64Url(point.Y!) },
            Host = "host.north.example",
            Version = "0.1.0",
            Domain = Domain,
        };
        return _http.PostAsJsonAsync(ApiPaths.Enrollment, request, ContractJson.Default.EnrollmentRequest);
    }

    /// <summary>Asks for a token with an assertion that <paramref name="change"/> may spoil.</summary>
    public async Task<HttpResponseMessage> RequestTokenAsync(
        Action<JsonObject>? change = null,
        ECDsa? key = null,
        string? assertion = null,
        string typ = "client-authentication+jwt")
    {
        assertion ??= Assertion(change, key, typ);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Id,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
            ["scope"] = ApiPaths.DeliveryScope,
        });
        return await _http.PostAsync(ApiPaths.Token, form);
    }

    public string Assertion(Action<JsonObject>? change = null, ECDsa? key = null, string typ = "client-authentication+jwt")
    {
        var now = _cloud.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Id,
            ["sub"] = Id,
            ["aud"] = _cloud.Url.ToString(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now,
            ["exp"] = now + 60,
        };
        change?.Invoke(claims);
        var text = $"{Base64Url(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","typ":"{{typ}}"}"""))}.{Base64Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Base64Url((key ?? Key).SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    /// <summary>Forgets the token, as after five minutes.</summary>
    public async Task RenewTokenAsync() => _token = await TokenAsync();

    public async Task<string> TokenAsync()
    {
        using var response = await RequestTokenAsync();
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, string? token = null)
    {
        token ??= _token ??= await TokenAsync();
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        // Whoever asks first hears a refusal instead of a broken connection.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > SmallestLimit;
        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> SendBatchAsync(DeliveryBatch batch) =>
        SendAsync(HttpMethod.Post, ApiPaths.Deliveries, JsonContent.Create(batch, ContractJson.Default.DeliveryBatch));

    /// <summary>Delivers changes with the next number.</summary>
    public Task<DeliveryReceipt> DeliverAsync(params DirectoryChange[] changes) => DeliverAsync(++_sequence, changes);

    /// <summary>Delivers changes with a number of the test's choice.</summary>
    public async Task<DeliveryReceipt> DeliverAsync(long sequence, IReadOnlyList<DirectoryChange> changes, int epoch = 0)
    {
        using var response = await SendBatchAsync(
            new DeliveryBatch { Sequence = sequence, Domain = Domain, Epoch = epoch, Changes = changes });
        var receipt = await ReadAsync(response, ContractJson.Default.DeliveryReceipt);
        Assert.Equal(sequence, receipt.Sequence);
        Assert.Equal(changes.Select(change => change.Anchor), receipt.Outcomes.Select(outcome => outcome.Anchor));
        return receipt;
    }

    public Task<HttpResponseMessage> SendGroupsAsync(GroupBatch batch) =>
        SendAsync(HttpMethod.Post, ApiPaths.Groups, JsonContent.Create(batch, ContractJson.Default.GroupBatch));

    /// <summary>Delivers groups with the next number.</summary>
    public Task<IReadOnlyList<GroupOutcome>> DeliverGroupsAsync(params IReadOnlyList<GroupChange> changes) => DeliverGroupsAsync(++_sequence, 0, changes);

    /// <summary>Delivers groups with a number and an epoch of the test's choice.</summary>
    public async Task<IReadOnlyList<GroupOutcome>> DeliverGroupsAsync(long sequence, int epoch, params IReadOnlyList<GroupChange> changes)
    {
        using var response = await SendGroupsAsync(new GroupBatch { Sequence = sequence, Domain = Domain, Epoch = epoch, Changes = changes });
        var receipt = await ReadAsync(response, ContractJson.Default.GroupReceipt);
        Assert.Equal(changes.Select(change => change.Anchor), receipt.Outcomes.Select(outcome => outcome.Anchor));
        return receipt.Outcomes;
    }

    /// <summary>Asks for the tenant.</summary>
    public async Task<TenantState> GetTenantAsync()
    {
        using var response = await SendAsync(HttpMethod.Get, $"{ApiPaths.Tenant}?domain={Domain}", null);
        return await ReadAsync(response, ContractJson.Default.TenantState);
    }

    /// <summary>Says that an epoch ended.</summary>
    public async Task<TenantState> EndEpochAsync(int epoch)
    {
        var request = new EpochRequest { Domain = Domain, Ended = epoch, Evidence = "The highest USN went back." };
        using var response = await SendAsync(
            HttpMethod.Post,
            ApiPaths.Epochs,
            JsonContent.Create(request, ContractJson.Default.EpochRequest));
        return await ReadAsync(response, ContractJson.Default.TenantState);
    }

    /// <summary>Asks what explains why passwords do not arrive.</summary>
    public async Task<TenantDiagnosis> DiagnoseAsync(string? domain = null)
    {
        using var response = await SendAsync(HttpMethod.Get, $"{ApiPaths.Diagnosis}?domain={domain ?? Domain}", null);
        return await ReadAsync(response, ContractJson.Default.TenantDiagnosis);
    }

    /// <summary>Asks about one person.</summary>
    public Task<PersonDiagnosis> DiagnoseAsync(SourceAnchor anchor, string? userName = null) => AskAsync(
        ApiPaths.People,
        new PersonQuery { Anchor = anchor, UserName = userName },
        ContractJson.Default.PersonQuery,
        ContractJson.Default.PersonDiagnosis);

    /// <summary>Asks for salts.</summary>
    public async Task<IReadOnlyList<VerifierSalt?>> GetSaltsAsync(params IEnumerable<TestPerson> people)
    {
        var request = new SaltRequest { Anchors = [.. people.Select(person => person.Anchor)] };
        return (await AskAsync(ApiPaths.Salts, request, ContractJson.Default.SaltRequest, ContractJson.Default.SaltReply)).Salts;
    }

    /// <summary>Asks whether stored verifiers were made of the passwords that these candidates were made of.</summary>
    public async Task<IReadOnlyList<MatchResult>> MatchAsync(params IEnumerable<MatchCandidate> candidates)
    {
        var request = new MatchRequest { Candidates = [.. candidates] };
        return (await AskAsync(ApiPaths.Matches, request, ContractJson.Default.MatchRequest, ContractJson.Default.MatchReply)).Results;
    }

    async Task<TReply> AskAsync<TRequest, TReply>(string path, TRequest request, JsonTypeInfo<TRequest> type, JsonTypeInfo<TReply> replyType)
    {
        using var response = await SendAsync(HttpMethod.Post, path, JsonContent.Create(request, type));
        return await ReadAsync(response, replyType);
    }

    /// <summary>Reads an answer that must be a good one.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(type))!;
    }

    /// <summary>Reads an answer that must be a refusal.</summary>
    public static async Task<ErrorReply> ReadErrorAsync(HttpResponseMessage response)
    {
        Assert.False(response.IsSuccessStatusCode);
        return (await response.Content.ReadFromJsonAsync(ContractJson.Default.ErrorReply))!;
    }

    /// <summary>Delivers one change and gives its outcome.</summary>
    public async Task<DeliveryOutcome> DeliverOneAsync(DirectoryChange change) => (await DeliverAsync(change)).Outcomes.Single();

    public void Dispose()
    {
        _http.Dispose();
        Key.Dispose();
    }

    static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
