using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.Leases;
using Skybridge.Contract;

namespace Skybridge.Cloud.Administration;

/// <summary>Agents: who may deliver, and who may no longer.</summary>
static class AgentEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        const string agents = $"{AdminPaths.Root}/agents";
        routes.MapGet(agents, AdminEndpoints.Handle(ListAsync));
        routes.MapPost($"{agents}/{{agent}}/revoke", AdminEndpoints.Handle(RevokeAsync));
    }

    // There are few: each was invited by hand.
    static async Task ListAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        AdminQuery.Read(context);
        var agents = await db.Agents.AsNoTracking().OrderBy(agent => agent.EnrolledAt).ThenBy(agent => agent.Name).ToListAsync(context.RequestAborted);
        var now = Now(context);
        var leases = await LeaseOverview.ReadAsync(db, now, context.RequestAborted);
        await Api.WriteAsync(context, new AgentListResult(agents.ConvertAll(agent => AgentCommand.Result(agent, now, leases))), AdminJson.Default.AgentListResult);
    }

    // By identifier alone: names may be the same.
    static async Task RevokeAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        AdminQuery.Read(context);
        var (id, token, services) = (AdminEndpoints.Named(context, "agent"), context.RequestAborted, context.RequestServices);
        using var turn = await services.GetRequiredService<WriteGate>().EnterAsync(token);
        await using var transaction = await db.BeginWritingAsync(token);
        var agent = await db.Agents.SingleOrDefaultAsync(row => row.Id == id, token)
            ?? throw ApiRefusalException.NotFound("There is no agent with this identifier.", $"GET {AdminPaths.Root}/agents shows every agent.");
        var now = Now(context);
        if (agent.RevokedAt is null)
            await AgentRevocation.RevokeAsync(db, services.GetRequiredService<IOpenIddictApplicationManager>(), agent, caller.Actor, now, token);
        await transaction.CommitAsync(token);
        await Api.WriteAsync(context, AgentCommand.Result(agent, now), AdminJson.Default.AgentResult);
    }

    static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
}
