using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Contract;

namespace Skybridge.Cloud.Administration;

/// <summary>The administration API. Each handler is told who calls, for the audit log.</summary>
static class AdminEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AdminPaths.Caller, Handle((context, caller, _) => Api.WriteAsync(context, caller, ContractJson.Default.AdministrationCaller)));
        SignInEndpoints.Map(routes);
        PeopleEndpoints.Map(routes);
        GroupEndpoints.Map(routes);
        AgentEndpoints.Map(routes);
        AuditEndpoints.Map(routes);
    }

    /// <summary>What the address names.</summary>
    public static string Named(HttpContext context, string name) => context.GetRouteValue(name)?.ToString() ?? "";

    /// <summary>A handler that only administrators reach; refusals and failures are answered as the contract says.</summary>
    public static RequestDelegate Handle(Func<HttpContext, AdministrationCaller, CloudDbContext, Task> handler) => Api.Handle(async context =>
    {
        var db = context.RequestServices.GetRequiredService<CloudDbContext>();
        await handler(context, await AdminAuthentication.RequireAsync(context, db), db);
    });
}
