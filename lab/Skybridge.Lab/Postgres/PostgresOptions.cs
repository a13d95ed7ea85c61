namespace Skybridge.Lab.Postgres;

/// <summary>What makes a PostgreSQL server of the lab's own.</summary>
public sealed record PostgresOptions
{
    /// <summary>How messages and its log call it.</summary>
    public string Name { get; init; } = "postgres";

    /// <summary>Where what it says goes.</summary>
    public required string LogFile { get; init; }

    /// <summary>The port on 127.0.0.1; 0 for one that is free.</summary>
    public int Port { get; init; }

    /// <summary>Whether it survives a power cut. Without, it is several times as fast, and still survives being killed.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Settings beside the lab's own, as in postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
