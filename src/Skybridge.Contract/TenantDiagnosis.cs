namespace Skybridge.Contract;

/// <summary>What the cloud knows that explains why an agent's passwords do not arrive. Asking for it changes nothing.</summary>
public sealed record TenantDiagnosis
{
    /// <summary>The tenant as it is.</summary>
    public required TenantState Tenant { get; init; }

    /// <summary>How people of the domain that was asked about sign in.</summary>
    public required SignInMethod SignIn { get; init; }

    /// <summary>Who turned password synchronization last; null when nobody ever did.</summary>
    public FeatureChange? PasswordSyncChange { get; init; }

    /// <summary>The cloud's clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>When this agent was last heard of, this question left out; null for never.</summary>
    public DateTimeOffset? LastContact { get; init; }

    /// <summary>When this agent last delivered; null for never.</summary>
    public DateTimeOffset? LastDelivery { get; init; }
}

/// <summary>A switch of the tenant that was turned.</summary>
public sealed record FeatureChange
{
    /// <summary>To what.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>By whom, as the audit log names them.</summary>
    public required string By { get; init; }

    /// <summary>The change of the sign-in method that did it; null when somebody turned the switch itself.</summary>
    public SignInChange? Because { get; init; }
}

/// <summary>A change of the way in which people of a domain sign in.</summary>
public sealed record SignInChange
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>How they signed in before.</summary>
    public required SignInMethod From { get; init; }

    /// <summary>How they sign in since.</summary>
    public required SignInMethod To { get; init; }
}

/// <summary>How people of a domain sign in.</summary>
public enum SignInMethod
{
    /// <summary>With the password of the source directory, checked against its verifier.</summary>
    PasswordHash,

    /// <summary>At another provider, such as AD FS.</summary>
    Federation,

    /// <summary>Somebody else arranges it.</summary>
    DoNotConfigure,
}
