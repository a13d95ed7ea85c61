using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Moving;

/// <summary>What a move leaves in a database when its host dies between the commit and the new settings: a copy of a cloud that goes on in its file.</summary>
/// <remarks>
/// PostgreSQL notes with each row which transaction wrote it (<c>xmin</c>). A copy is one transaction; a cloud that anybody has used has rows of others.
/// </remarks>
/// <param name="from">The file.</param>
/// <param name="to">The database, in a transaction of the caller's.</param>
sealed class UnusedCopy(CloudDbContext from, CloudDbContext to)
{
    readonly IReadOnlyList<string> _tables = [.. to.Model.GetEntityTypes().Where(type => !type.IsOwned()).Select(type => type.GetTableName()!).Distinct()];

    /// <summary>Whether that is all that there is: the same cloud, written at once, and nothing since.</summary>
    public async Task<bool> IsAllAsync(CancellationToken cancellationToken)
    {
        var ours = await from.Tenants.Select(tenant => tenant.Id).SingleAsync(cancellationToken);
        if (!await to.Tenants.AllAsync(tenant => tenant.Id == ours, cancellationToken))
            return false;

        var rows = string.Join(" UNION ", _tables.Select(table => $"SELECT xmin::text FROM {table}"));
#pragma warning disable EF1002 // The names are those of the model.
        var transactions = await to.Database.SqlQueryRaw<string>($"SELECT xmin AS \"Value\" FROM ({rows}) AS rows").ToListAsync(cancellationToken);
#pragma warning restore EF1002
        return transactions.Count == 1;
    }

    /// <summary>Takes it away.</summary>
    public Task RemoveAsync(CancellationToken cancellationToken) =>
#pragma warning disable EF1002 // The names are those of the model.
        to.Database.ExecuteSqlRawAsync($"TRUNCATE {string.Join(", ", _tables)}", cancellationToken);
#pragma warning restore EF1002
}
