using Microsoft.Data.Sqlite;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>Changes the databases of running programs: what takes hours or a defect to come about.</summary>
static class Databases
{
    /// <summary>The database of the stack's cloud.</summary>
    public static string OfCloud(Product.ProductLab stack) => Path.Combine(stack.Cloud.Home, "cloud.db");

    /// <summary>What the stack's agent knows of the domain.</summary>
    public static string OfDomain(Product.ProductLab stack) => Path.Combine(stack.Agent.Home, "connectors", $"{stack.Domain.Options.Domain}.db");

    /// <summary>Runs a statement that must change something.</summary>
    public static void Change(string file, string statement) => Assert.NotEqual(0, Run(file, statement));

    /// <summary>Runs a statement.</summary>
    public static int Run(string file, string statement)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=10");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the tests.
        command.CommandText = statement;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }
}
