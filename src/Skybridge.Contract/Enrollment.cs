namespace Skybridge.Contract;

/// <summary>An agent's first words: a one-time code and the public half of its own key.</summary>
public sealed record EnrollmentRequest
{
    /// <summary>The one-time code that <c>skybridge-cloud enroll</c> printed.</summary>
    public required string Code { get; init; }

    /// <summary>The public key.</summary>
    public required AgentPublicKey Key { get; init; }

    /// <summary>The host that the agent runs on, for the administrator to recognise.</summary>
    public required string Host { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>The DNS name of the domain that it will read.</summary>
    public required string Domain { get; init; }
}

/// <summary>An ECDSA public key on P-256.</summary>
/// <remarks>[RFC 7518] 6.2.1, without the members that cannot differ.</remarks>
public sealed record AgentPublicKey
{
    /// <summary>The x coordinate, Base64url of 32 bytes.</summary>
    public required string X { get; init; }

    /// <summary>The y coordinate, Base64url of 32 bytes.</summary>
    public required string Y { get; init; }
}

/// <summary>The cloud's answer to <see cref="EnrollmentRequest"/>.</summary>
public sealed record EnrollmentReply
{
    /// <summary>The agent's name towards the token endpoint (<c>client_id</c>).</summary>
    public required string AgentId { get; init; }

    /// <summary>The name that the administrator gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant.</summary>
    public required TenantState Tenant { get; init; }
}

/// <summary>Tells the cloud that the domain was put back to an older state (<see cref="PasswordVersion.Epoch"/>).</summary>
public sealed record EpochRequest
{
    /// <summary>The DNS name of the domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The epoch that ended; the answer is the next one, however often this is repeated.</summary>
    public required int Ended { get; init; }

    /// <summary>What was seen, for the audit log.</summary>
    public required string Evidence { get; init; }

    /// <summary>The term in which the agent holds the domain's lease (<see cref="LeaseReply.Term"/>); null from an agent that knows no leases, whose words are taken only while nobody holds it.</summary>
    public long? Term { get; init; }
}
