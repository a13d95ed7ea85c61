using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Skybridge.Cloud.Data;

namespace Skybridge.Tests.Cloud;

/// <summary>Both stores have the schema that the model says: CONTRIBUTING.md tells how a change gets there.</summary>
public sealed class SchemaTests
{
    const string Nowhere = "Host=localhost;Database=nowhere";

    [Fact]
    public void Every_change_of_the_model_has_a_migration_of_the_embedded_store()
    {
        using var db = SqliteStore.Open("nowhere.db");

        Assert.False(db.Database.HasPendingModelChanges(), "Add a migration: dotnet ef migrations add NAME --context CloudDbContext … (CONTRIBUTING.md).");
    }

    [Fact]
    public void Every_change_of_the_model_has_a_migration_for_postgresql()
    {
        using var db = new PostgresStore(Nowhere).Open();

        Assert.False(db.Database.HasPendingModelChanges(), "Add a migration: dotnet ef migrations add NAME --context PostgresDbContext … (CONTRIBUTING.md).");
    }

    [Fact]
    public void On_postgresql_texts_are_compared_by_their_bytes()
    {
        using var db = new PostgresStore(Nowhere).Open();

        var texts = db.GetService<IDesignTimeModel>().Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.GetColumnType() is "text" or ['c', 'h', ..]).ToList();
        Assert.True(texts.Count > 40);
        Assert.All(texts, property => Assert.Equal("C", property.GetCollation()));
    }
}
