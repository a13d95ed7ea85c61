namespace Skybridge.Agent.Setup;

/// <summary>What an operator said at set-up.</summary>
sealed record InitRequest
{
    public required string Domain { get; init; }

    public IReadOnlyList<string> DomainControllers { get; init; } = [];

    public string? DnsServer { get; init; }

    public int? RpcPort { get; init; }

    public required string Account { get; init; }

    public string? PasswordFile { get; init; }

    public string? Keytab { get; init; }

    public required string Cloud { get; init; }

    public required string EnrollmentCode { get; init; }

    public string? AuthorityFile { get; init; }

    public bool Staging { get; init; }
}
