using Microsoft.AspNetCore.Mvc;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Hardening;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Delivery;

/// <summary>What an agent asks to explain itself. Answering writes nothing: who looks must not change what is seen.</summary>
static class DiagnosisEndpoints
{
    // The most candidates there may be, with names of any length as JSON may write them.
    const int MaxBytes = 1024 * 1024;

    // Each comparison may cost a derivation.
    static readonly TimeSpan MatchTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiPaths.Diagnosis, Api.Handle(DiagnoseTenantAsync));
        routes.MapPost(ApiPaths.People, Api.Handle(DiagnosePersonAsync));
        routes.MapPost(ApiPaths.Salts, Api.Handle(TellSaltsAsync)).WithMetadata(new RequestSizeLimitAttribute(MaxBytes));
        routes.MapPost(ApiPaths.Matches, Api.Handle(MatchAsync))
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
            .WithRequestTimeout(MatchTimeout);
    }

    static async Task DiagnoseTenantAsync(HttpContext context)
    {
        var db = Db(context);
        var agent = await AgentAuthentication.RequireAsync(context, db);
        var domain = Api.RequireDomain(context.Request.Query["domain"].ToString());
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var diagnosis = await TenantDiagnoser.DiagnoseAsync(db, agent, domain, now, context.RequestAborted);
        await Api.WriteAsync(context, diagnosis, ContractJson.Default.TenantDiagnosis);
    }

    static async Task DiagnosePersonAsync(HttpContext context)
    {
        var db = Db(context);
        await AgentAuthentication.RequireAsync(context, db);
        var query = await Api.ReadAsync(context, ContractJson.Default.PersonQuery);
        var diagnosis = await PersonDiagnoser.DiagnoseAsync(db, query, context.RequestAborted);
        await Api.WriteAsync(context, diagnosis, ContractJson.Default.PersonDiagnosis);
    }

    static async Task TellSaltsAsync(HttpContext context)
    {
        var db = Db(context);
        await AgentAuthentication.RequireAsync(context, db);
        var request = await Api.ReadAsync(context, ContractJson.Default.SaltRequest);
        RequireFew(request.Anchors.Count);
        var stored = await StoredPasswords.ReadAsync(db, request.Anchors, context.RequestAborted);
        var reply = new SaltReply { Salts = [.. request.Anchors.Select(stored.GetSalt)] };
        await Api.WriteAsync(context, reply, ContractJson.Default.SaltReply);
    }

    static async Task MatchAsync(HttpContext context)
    {
        var db = Db(context);
        await AgentAuthentication.RequireAsync(context, db);
        var request = await Api.ReadAsync(context, ContractJson.Default.MatchRequest);
        RequireFew(request.Candidates.Count);
        if (request.Candidates.Any(candidate => candidate is null))
            throw ApiRefusalException.Malformed("A candidate is null.");

        var stored = await StoredPasswords.ReadAsync(db, request.Candidates.Select(candidate => candidate.Anchor), context.RequestAborted);
        var turns = context.RequestServices.GetRequiredService<DerivationTurns>();
        var results = new List<MatchResult>(request.Candidates.Count);
        foreach (var candidate in request.Candidates)
        {
            using var turn = await turns.EnterBackgroundAsync(context.RequestAborted);
            results.Add(stored.Compare(candidate));
        }

        var reply = new MatchReply { Results = results };
        await Api.WriteAsync(context, reply, ContractJson.Default.MatchReply);
    }

    static void RequireFew(int count)
    {
        if (count > SaltRequest.MaxPeople)
            throw ApiRefusalException.TooLarge($"The request is about {count} people, and may be about {SaltRequest.MaxPeople}.");
    }

    static CloudDbContext Db(HttpContext context) => context.RequestServices.GetRequiredService<CloudDbContext>();
}
