using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.Federation;
using Skybridge.CommandLine;
using Skybridge.Contract;

namespace Skybridge.Cloud.Administration;

/// <summary>How domains sign in, shown and changed from afar.</summary>
static class SignInEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AdminPaths.SignIn, AdminEndpoints.Handle(ListAsync));
        routes.MapPut($"{AdminPaths.SignIn}/{{domain}}", AdminEndpoints.Handle(SetAsync));
    }

    static async Task ListAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        var token = context.RequestAborted;
        var signIns = await db.SignIns.AsNoTracking().ToDictionaryAsync(row => row.Domain, token);
        var providers = await db.FederationProviders.AsNoTracking().ToDictionaryAsync(row => row.Domain, token);
        var domains = await db.Domains.Where(row => row.VerifiedAt != null).OrderBy(row => row.Name).Select(row => row.Name).ToListAsync(token);
        var list = new SignInList { Domains = domains.ConvertAll(name => StateOf(name, signIns.GetValueOrDefault(name), providers.GetValueOrDefault(name))) };
        await Api.WriteAsync(context, list, ContractJson.Default.SignInList);
    }

    static SignInState StateOf(string domain, DomainSignIn? signIn, FederationProvider? provider) => new()
    {
        Domain = domain,
        Method = signIn?.Method ?? SignInMethod.PasswordHash,
        KeepPasswordHash = signIn?.KeepPasswordHash == true,
        ChangedAt = signIn?.ChangedAt,
        ChangedBy = signIn?.ChangedBy,
        Issuer = provider?.Issuer,
        ClientId = provider?.ClientId,
        RedirectPath = provider is null ? null : FederationPaths.Return(domain),
    };

    static async Task SetAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        var domain = Api.RequireDomain(context.GetRouteValue("domain")?.ToString() ?? "");
        var order = await Api.ReadAsync(context, ContractJson.Default.SignInOrder);
        if (!Enum.IsDefined(order.Method))
            throw ApiRefusalException.Malformed("There is no such method.");
        if (order.Method != SignInMethod.Federation && (order.KeepPasswordHash || order.Provider is not null))
            throw ApiRefusalException.Malformed("A provider and kept password hashes go with federation only.");

        var services = context.RequestServices;
        try
        {
            var provider = order.Provider is null ? null : await NamedProvider.CheckAsync(order.Provider, context.RequestAborted);
            using var turn = await services.GetRequiredService<WriteGate>().EnterAsync(context.RequestAborted);
            var change = new SignInSwitch(
                db,
                services.GetRequiredService<IDataProtectionProvider>(),
                caller.Actor,
                services.GetRequiredService<TimeProvider>().GetUtcNow());
            var receipt = await change.SetAsync(domain, order.Method, order.KeepPasswordHash, provider, context.RequestAborted);
            await Api.WriteAsync(context, receipt, ContractJson.Default.SignInReceipt);
        }
        catch (OperatorException error)
        {
            throw new ApiRefusalException(StatusCodes.Status409Conflict, ErrorCodes.NotPossible, error.Message, error.Hint);
        }
    }
}
