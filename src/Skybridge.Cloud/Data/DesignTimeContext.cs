using Microsoft.EntityFrameworkCore.Design;

namespace Skybridge.Cloud.Data;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model; the program itself never uses it.</summary>
sealed class DesignTimeContext : IDesignTimeDbContextFactory<CloudDbContext>
{
    public CloudDbContext CreateDbContext(string[] args) => SqliteStore.Open("design.db");
}
