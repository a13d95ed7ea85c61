using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.Groups;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Administration;

/// <summary>People, as an administrator looks for them.</summary>
static class PeopleEndpoints
{
    const int MostGroupsOfOne = 10_000;

    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        const string users = $"{AdminPaths.Root}/users";
        routes.MapGet(users, AdminEndpoints.Handle(ListAsync));
        routes.MapGet($"{users}/{{user}}", AdminEndpoints.Handle(ShowAsync));
        routes.MapGet($"{users}/{{user}}/groups", AdminEndpoints.Handle(GroupsAsync));
    }

    static async Task ListAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        var query = AdminQuery.Read(context, "after", "search", "source", "anchor", "disabled", "administrators", "withoutPassword", "deleted");
        var people = new PeopleFilter
        {
            Source = SourceOf(query.Text("source")),
            Search = query.Text("search"),
            Anchor = query.Text("anchor"),
            Disabled = query.Flag("disabled"),
            Administrators = query.Flag("administrators"),
            WithoutPassword = query.Flag("withoutPassword"),
            Deleted = query.Flag("deleted"),
        }.Apply(db);
        if (query.Identifier("after") is { } after)
            people = people.Where(user => user.Id > after);
        var rows = await people
            .OrderBy(user => user.Id)
            .Take(query.Limit + 1)
            .GroupJoin(db.Credentials, user => user.Id, credential => credential.UserId, (user, credentials) => new { user, credentials })
            .SelectMany(pair => pair.credentials.DefaultIfEmpty(), (pair, credential) => new { pair.user, credential })
            .ToListAsync(context.RequestAborted);
        var (page, next) = query.Split([.. rows.Select(row => UserCommand.Result(row.user, row.credential))], user => user.Id.ToString());
        await Api.WriteAsync(context, new UserPage(page, next), AdminJson.Default.UserPage);
    }

    static PersonSource? SourceOf(string? text) => text switch
    {
        null => null,
        "sync" => PersonSource.Sync,
        "cloud" => PersonSource.Cloud,
        _ => throw ApiRefusalException.Wrong("source is sync or cloud."),
    };

    static async Task ShowAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        AdminQuery.Read(context);
        var user = await FindAsync(context, db);
        var credential = await db.Credentials.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == user.Id, context.RequestAborted);
        var policy = await PasswordPolicy.ReadAsync(db, context.RequestAborted);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        await Api.WriteAsync(context, UserShowCommand.Detail(user, credential, policy, now), AdminJson.Default.UserDetailResult);
    }

    // Those that tokens name: security groups, directly or through others.
    static async Task GroupsAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        var query = AdminQuery.Read(context, "after");
        var (user, after) = (await FindAsync(context, db), query.Identifier("after"));
        var ids = await GroupBook.OfPersonAsync(db, user, MostGroupsOfOne, context.RequestAborted);
        var page = await GroupEndpoints.PageAsync(
            db, db.Groups.AsNoTracking().Where(group => EF.Parameter(ids).Contains(group.Id)), after, query, context.RequestAborted);
        await Api.WriteAsync(context, page, AdminJson.Default.GroupPage);
    }

    static async Task<CloudUser> FindAsync(HttpContext context, CloudDbContext db) =>
        await PeopleFilter.FindAsync(db, AdminEndpoints.Named(context, "user"), context.RequestAborted)
        ?? throw ApiRefusalException.NotFound("There is nobody with this user name or identifier.", $"GET {AdminPaths.Root}/users?search=TEXT looks for a part of a name.");
}
