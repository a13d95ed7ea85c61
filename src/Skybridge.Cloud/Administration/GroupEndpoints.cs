using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.CommandLine;
using Skybridge.Cloud.Data;
using Skybridge.Cloud.Delivery;
using Skybridge.Cloud.Groups;
using Skybridge.Cloud.People;
using Skybridge.Contract;

namespace Skybridge.Cloud.Administration;

/// <summary>Groups and who is in them.</summary>
static class GroupEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        const string groups = $"{AdminPaths.Root}/groups";
        routes.MapGet(groups, AdminEndpoints.Handle(ListAsync));
        routes.MapGet($"{groups}/{{group}}", AdminEndpoints.Handle(ShowAsync));
        routes.MapGet($"{groups}/{{group}}/members", AdminEndpoints.Handle(MembersAsync));
    }

    /// <summary>One page of some groups.</summary>
    public static async Task<GroupPage> PageAsync(CloudDbContext db, IQueryable<CloudGroup> groups, Guid? after, AdminQuery query, CancellationToken cancellationToken)
    {
        if (after is { } last)
            groups = groups.Where(group => group.Id > last);
        var rows = await groups
            .OrderBy(group => group.Id)
            .Take(query.Limit + 1)
            .Select(group => new { group, members = db.GroupMembers.Count(member => member.GroupId == group.Id && member.Present) })
            .ToListAsync(cancellationToken);
        var (page, next) = query.Split([.. rows.Select(row => GroupCommand.Result(row.group, row.members))], group => group.Id.ToString());
        return new(page, next);
    }

    static async Task ListAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        var query = AdminQuery.Read(context, "after", "search", "deleted");
        var deleted = query.Flag("deleted");
        var groups = db.Groups.AsNoTracking().Where(group => group.DeletedAt != null == deleted);
        if (query.Text("search") is { } search)
        {
            var part = UserNames.Normalize(search);
            groups = groups.Where(group => group.NormalizedName.Contains(part));
        }

        var page = await PageAsync(db, groups, query.Identifier("after"), query, context.RequestAborted);
        await Api.WriteAsync(context, page, AdminJson.Default.GroupPage);
    }

    static async Task ShowAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        AdminQuery.Read(context);
        var group = await FindAsync(context, db);
        var counts = await GroupMembers.CountAsync(db, group.Id, context.RequestAborted);
        await Api.WriteAsync(context, GroupShowCommand.Detail(group, counts, null), AdminJson.Default.GroupDetailResult);
    }

    static async Task MembersAsync(HttpContext context, AdministrationCaller caller, CloudDbContext db)
    {
        var query = AdminQuery.Read(context, "after", "nested");
        var (after, nested) = (query.Identifier("after"), query.Flag("nested"));
        var group = await FindAsync(context, db);
        var rows = nested
            ? await GroupMembers.ListNestedAsync(db, group.Id, after, query.Limit + 1, context.RequestAborted)
            : await GroupMembers.ListAsync(db, group.Id, after, query.Limit + 1, context.RequestAborted);
        var (page, next) = query.Split(rows, member => member.ObjectGuid.ToString());
        await Api.WriteAsync(context, new MemberPage(page, next), AdminJson.Default.MemberPage);
    }

    static async Task<CloudGroup> FindAsync(HttpContext context, CloudDbContext db) =>
        await GroupBook.FindAsync(db, AdminEndpoints.Named(context, "group"), context.RequestAborted)
        ?? throw ApiRefusalException.NotFound("There is no group with this name, identifier or SID.", $"GET {AdminPaths.Root}/groups?search=TEXT looks for a part of a name.");
}
