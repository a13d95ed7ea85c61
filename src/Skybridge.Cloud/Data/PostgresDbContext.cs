using Microsoft.EntityFrameworkCore;

namespace Skybridge.Cloud.Data;

/// <summary>The same model on PostgreSQL. A type of its own, because the framework tells sets of migrations apart by the context's type.</summary>
sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : CloudDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Texts compare and sort by their bytes, as in the embedded store, whatever language the database was made for.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if ((property.GetProviderClrType() ?? property.ClrType) == typeof(string))
                property.SetCollation("C");
        }
    }
}
