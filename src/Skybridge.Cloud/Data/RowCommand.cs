using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Skybridge.Cloud.Data;

/// <summary>One statement that writes many rows of a table, in the context's transaction.</summary>
/// <remarks>
/// The change tracker needs about five times as long for the same rows. Names, types and conversions come from the context's model, and the
/// SQL is what SQLite and PostgreSQL share. Where the database is on the other end of a network, rows go there many at once.
/// </remarks>
sealed class RowCommand<TEntity> : IAsyncDisposable
    where TEntity : class
{
    const int MostAtOnce = 500;

    readonly DbCommand _command;
    readonly DbBatch? _batch;
    readonly IReadOnlyList<Slot> _slots;

    RowCommand(CloudDbContext db, string sql, IReadOnlyList<IProperty> properties)
    {
        _command = db.Database.GetDbConnection().CreateCommand();
        _command.CommandText = sql;
        _command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Rows are written inside a transaction.");
        if (db.Database.GetDbConnection() is { CanCreateBatch: true } connection)
            (_batch = connection.CreateBatch()).Transaction = _command.Transaction;
        _slots = [.. properties.Select((property, index) => new Slot(property, AddParameter(property, index)))];
    }

    /// <summary>Inserts a row, or replaces the one with the same primary key.</summary>
    public static RowCommand<TEntity> Upsert(CloudDbContext db)
    {
        var names = new Names(db);
        var all = names.Entity.GetProperties().ToList();
        var key = names.Entity.FindPrimaryKey()!.Properties;
        var columns = string.Join(", ", all.Select(names.Column));
        var values = string.Join(", ", all.Select((_, index) => $"@p{index}"));
        var updates = string.Join(
            ", ",
            all.Except(key).Select(property => $"{names.Column(property)} = excluded.{names.Column(property)}"));
        var conflict = string.Join(", ", key.Select(names.Column));
        var sql = $"INSERT INTO {names.Table} ({columns}) VALUES ({values}) ON CONFLICT ({conflict}) DO UPDATE SET {updates}";
        return new RowCommand<TEntity>(db, sql, all);
    }

    /// <summary>Updates only <paramref name="properties"/> of the row with the same primary key.</summary>
    public static RowCommand<TEntity> Update(CloudDbContext db, params IReadOnlyList<string> properties)
    {
        var names = new Names(db);
        var set = properties.Select(name => names.Entity.FindProperty(name)!).ToList();
        var key = names.Entity.FindPrimaryKey()!.Properties;
        var assignments = string.Join(", ", set.Select((property, index) => $"{names.Column(property)} = @p{index}"));
        var conditions = string.Join(" AND ", key.Select((property, index) => $"{names.Column(property)} = @p{set.Count + index}"));
        return new RowCommand<TEntity>(db, $"UPDATE {names.Table} SET {assignments} WHERE {conditions}", [.. set, .. key]);
    }

    /// <summary>Writes one row as it is now, at once or with <see cref="FlushAsync"/>.</summary>
    public async Task PutAsync(TEntity row, CancellationToken cancellationToken)
    {
        foreach (var slot in _slots)
            slot.Fill(row);
        if (_batch is null)
        {
            await _command.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        var command = _batch.CreateBatchCommand();
        command.CommandText = _command.CommandText;
        foreach (var slot in _slots)
            command.Parameters.Add(slot.Copy());
        _batch.BatchCommands.Add(command);
        if (_batch.BatchCommands.Count == MostAtOnce)
            await FlushAsync(cancellationToken);
    }

    /// <summary>Writes what waits: in the order in which it was put.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch is not { BatchCommands.Count: > 0 })
            return;

        await _batch.ExecuteNonQueryAsync(cancellationToken);
        _batch.BatchCommands.Clear();
    }

    /// <summary>Releases the statement; what still waits is not written.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_batch is not null)
            await _batch.DisposeAsync();
        await _command.DisposeAsync();
    }

    DbParameter AddParameter(IProperty property, int index)
    {
        var parameter = property.GetRelationalTypeMapping().CreateParameter(_command, $"@p{index}", null, nullable: true);
        _command.Parameters.Add(parameter);
        return parameter;
    }

    sealed class Slot(IProperty property, DbParameter parameter)
    {
        readonly IClrPropertyGetter _getter = property.GetGetter();
        readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public object Copy() => ((ICloneable)parameter).Clone();

        public void Fill(TEntity row)
        {
            var value = _getter.GetClrValue(row);
            parameter.Value = (value is not null && _convert is not null ? _convert(value) : value) ?? DBNull.Value;
        }
    }

    sealed class Names(CloudDbContext db)
    {
        readonly ISqlGenerationHelper _sql = db.GetService<ISqlGenerationHelper>();

        public IEntityType Entity { get; } = db.Model.FindEntityType(typeof(TEntity))!;

        public string Table => _sql.DelimitIdentifier(Entity.GetTableName()!);

        public string Column(IProperty property) => _sql.DelimitIdentifier(property.GetColumnName());
    }
}
