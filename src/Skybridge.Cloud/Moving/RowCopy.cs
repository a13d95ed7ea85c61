using System.Globalization;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Skybridge.Cloud.Data;
using Skybridge.CommandLine;

namespace Skybridge.Cloud.Moving;

/// <summary>Copies every row of one database into an empty one with the same tables.</summary>
/// <param name="from">Where they are.</param>
/// <param name="to">Where they come; in a transaction of the caller's.</param>
/// <param name="tell">Hears which table, and how many rows of it there are.</param>
sealed class RowCopy(CloudDbContext from, CloudDbContext to, Action<string, int> tell)
{
    const int Portion = 1000;
    const int ToldEach = 50 * Portion;

    /// <summary>Copies all of them.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="OperatorException">Not as many arrived as there are.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        to.ChangeTracker.AutoDetectChangesEnabled = false;
        var total = 0;
        foreach (var type in InOrder(from.Model))
        {
            var copy = typeof(RowCopy).GetMethod(nameof(CopyAsync), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(type.ClrType);
            total += await (Task<int>)copy.Invoke(this, [type.GetTableName(), cancellationToken])!;
            await ContinueNumbersAsync(to.Model.FindEntityType(type.ClrType)!, cancellationToken);
        }

        return total;
    }

    // What others refer to comes before them.
    static List<IEntityType> InOrder(IModel model)
    {
        var ordered = new List<IEntityType>();
        foreach (var type in model.GetEntityTypes().Where(type => !type.IsOwned()))
            Add(type);
        return ordered;

        void Add(IEntityType type)
        {
            foreach (var other in type.GetForeignKeys().Select(key => key.PrincipalEntityType).Where(other => other != type && !ordered.Contains(other)))
                Add(other);
            if (!ordered.Contains(type))
                ordered.Add(type);
        }
    }

    async Task<int> CopyAsync<T>(string table, CancellationToken cancellationToken)
        where T : class
    {
        var count = 0;
        // Tracked until they are saved: only so the columns are known that no property shows.
        await foreach (var row in from.Set<T>().AsTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            Add(row);
            if (++count % Portion == 0)
                await SaveAsync();
            if (count % ToldEach == 0)
                tell(table, count);
        }

        await SaveAsync();
        if (count % ToldEach != 0)
            tell(table, count);
        var arrived = await to.Set<T>().CountAsync(cancellationToken);
        if (arrived != count)
            throw new OperatorException(string.Create(CultureInfo.InvariantCulture, $"Of {count} rows of {table} {arrived} arrived."), "Nothing was changed. Please report this.");
        return count;

        async Task SaveAsync()
        {
            await to.SaveChangesAsync(cancellationToken);
            to.ChangeTracker.Clear();
            from.ChangeTracker.Clear();
        }
    }

    void Add<T>(T row)
        where T : class
    {
        var source = from.Entry(row);
        var target = to.Entry((T)Activator.CreateInstance(typeof(T), nonPublic: true)!);
        target.CurrentValues.SetValues(source.Properties.ToDictionary(property => property.Metadata.Name, property => Exact(property.CurrentValue)));
        target.State = EntityState.Added;
    }

    // A file of texts does not say that its moments are in UTC; they are.
    static object? Exact(object? value) => value is DateTime moment ? DateTime.SpecifyKind(moment, DateTimeKind.Utc) : value;

    // Rows came with their numbers; the next one must not begin at one.
    async Task ContinueNumbersAsync(IEntityType type, CancellationToken cancellationToken)
    {
        if (type.FindPrimaryKey()!.Properties is not [{ ValueGenerated: ValueGenerated.OnAdd } key] || (key.ClrType != typeof(long) && key.ClrType != typeof(int)))
            return;

        var (table, column) = (type.GetTableName()!, key.GetColumnName());
#pragma warning disable EF1002 // The names are those of the model.
        await to.Database.ExecuteSqlRawAsync(
            $"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), (SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)",
            cancellationToken);
#pragma warning restore EF1002
    }
}
