using Microsoft.EntityFrameworkCore.Design;

namespace Skybridge.Cloud.Data;

/// <summary>Lets <c>dotnet ef migrations add --context PostgresDbContext</c> see the model; it connects to nothing.</summary>
sealed class PostgresDesignTimeContext : IDesignTimeDbContextFactory<PostgresDbContext>
{
    public PostgresDbContext CreateDbContext(string[] args) => (PostgresDbContext)new PostgresStore("Host=localhost;Database=design").Open();
}
