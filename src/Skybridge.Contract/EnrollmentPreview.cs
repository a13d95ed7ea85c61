namespace Skybridge.Contract;

/// <summary>Asks what a one-time code would do, without using it.</summary>
public sealed record EnrollmentPreviewRequest
{
    /// <summary>The one-time code.</summary>
    public required string Code { get; init; }

    /// <summary>The DNS name of the domain that the agent will read.</summary>
    public required string Domain { get; init; }
}

/// <summary>The cloud's answer to <see cref="EnrollmentPreviewRequest"/>. The code is as good as before.</summary>
public sealed record EnrollmentPreview
{
    /// <summary>The name that the agent would have.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant.</summary>
    public required TenantState Tenant { get; init; }

    /// <summary>How people of the domain sign in now.</summary>
    public required SignInMethod SignIn { get; init; }
}
