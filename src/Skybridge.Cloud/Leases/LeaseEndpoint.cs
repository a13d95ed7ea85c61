using System.Text.Json;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Contract;

namespace Skybridge.Cloud.Leases;

/// <summary>Where agents ask for leases.</summary>
static class LeaseEndpoint
{
    /// <summary>Answers one.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var db = services.GetRequiredService<CloudDbContext>();
        var agent = await AgentAuthentication.RequireAsync(context, db);
        var request = await Api.ReadAsync(context, ContractJson.Default.LeaseRequest);
        var domain = Api.RequireDomain(request.Domain);
        Require(request);
        if (request.Wish != LeaseWish.Look)
            await AgentContact.NoteAsync(db, agent, services.GetRequiredService<TimeProvider>().GetUtcNow(), context.RequestAborted);

        var reply = await services.GetRequiredService<LeaseBook>().AnswerAsync(agent, domain, request, context.RequestAborted);
        await Api.WriteAsync(context, reply, ContractJson.Default.LeaseReply);
    }

    static void Require(LeaseRequest request)
    {
        if (!Enum.IsDefined(request.Wish) || request.Term < 0 || request.Run == Guid.Empty)
            throw ApiRefusalException.Malformed("The wish, the term or the run of the request is none.");
        if (request.Pending is not null && request.Position is null)
            throw ApiRefusalException.Malformed("What is pending belongs to a position, and there is none.");
        if (request.Position?.Length > LeaseRequest.MaxPositionLength || request.Pending?.Count > LeaseRequest.MaxPending)
            throw ApiRefusalException.TooLarge($"A position has at most {LeaseRequest.MaxPositionLength} characters and {LeaseRequest.MaxPending} pending objects.");
        if (request.Position is { } position && !IsJson(position))
            throw ApiRefusalException.Malformed("The position is no JSON object.");
    }

    static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
