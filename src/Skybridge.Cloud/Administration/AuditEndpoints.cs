using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Contract;

namespace Skybridge.Cloud.Administration;

/// <summary>The audit log, the newest first.</summary>
static class AuditEndpoints
{
    /// <summary>Adds the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet($"{AdminPaths.Root}/audit", AdminEndpoints.Handle(ListAsync));

    static async Task ListAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        var query = AdminQuery.Read(context, "after", "since", "action");
        var entries = db.AuditEntries.AsNoTracking();
        if (After(query.Text("after")) is { } after)
            entries = entries.Where(entry => entry.Id < after);
        if (Since(query.Text("since")) is { } since)
            entries = entries.Where(entry => entry.At >= since);
        if (query.Text("action") is { } action)
            entries = entries.Where(entry => entry.Action == action);
        var rows = await entries.OrderByDescending(entry => entry.Id).Take(query.Limit + 1).ToListAsync(context.RequestAborted);
        var (page, next) = query.Split(rows, entry => entry.Id.ToString(CultureInfo.InvariantCulture));
        await Api.WriteAsync(context, new AuditPage([.. page.Select(AuditCommand.Result)], next), AdminJson.Default.AuditPage);
    }

    static long? After(string? text) => text switch
    {
        null => null,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
        _ => throw ApiRefusalException.Wrong("after is what the page before said in `next`."),
    };

    static DateTimeOffset? Since(string? text) => text switch
    {
        null => null,
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var since) => since,
        _ => throw ApiRefusalException.Wrong("since is a moment, such as 2026-11-26T10:00:00Z."),
    };
}
