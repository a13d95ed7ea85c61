namespace Skybridge.Contract;

/// <summary>Where the delivery API listens, below the cloud's address.</summary>
public static class ApiPaths
{
    /// <summary>POST <see cref="EnrollmentRequest"/> without a token, answers <see cref="EnrollmentReply"/>.</summary>
    public const string Enrollment = "/api/v1/enrollment";

    /// <summary>POST <see cref="EnrollmentPreviewRequest"/> without a token, answers <see cref="Contract.EnrollmentPreview"/>.</summary>
    public const string EnrollmentPreview = "/api/v1/enrollment/preview";

    /// <summary>GET without a token, answers the certificate of the cloud's own authority in PEM form: for a person to compare by its fingerprint. None where it has no authority of its own.</summary>
    public const string Authority = "/api/v1/authority";

    /// <summary>GET with <c>?domain=</c>, answers <see cref="TenantState"/>.</summary>
    public const string Tenant = "/api/v1/tenant";

    /// <summary>POST <see cref="DeliveryBatch"/>, answers <see cref="DeliveryReceipt"/>.</summary>
    public const string Deliveries = "/api/v1/deliveries";

    /// <summary>POST <see cref="GroupBatch"/>, answers <see cref="GroupReceipt"/>.</summary>
    public const string Groups = "/api/v1/groups";

    /// <summary>POST <see cref="EpochRequest"/>, answers <see cref="TenantState"/>.</summary>
    public const string Epochs = "/api/v1/epochs";

    /// <summary>POST <see cref="LeaseRequest"/>, answers <see cref="LeaseReply"/>.</summary>
    public const string Leases = "/api/v1/leases";

    /// <summary>GET with <c>?domain=</c>, answers <see cref="TenantDiagnosis"/>.</summary>
    public const string Diagnosis = "/api/v1/diagnosis";

    /// <summary>POST <see cref="PersonQuery"/>, answers <see cref="PersonDiagnosis"/>.</summary>
    public const string People = "/api/v1/people";

    /// <summary>POST <see cref="SaltRequest"/>, answers <see cref="SaltReply"/>.</summary>
    public const string Salts = "/api/v1/salts";

    /// <summary>POST <see cref="MatchRequest"/>, answers <see cref="MatchReply"/>.</summary>
    public const string Matches = "/api/v1/matches";

    /// <summary>The token endpoint: client credentials with a signed assertion (<c>private_key_jwt</c>, ES256).</summary>
    public const string Token = "/connect/token";

    /// <summary>The scope that an agent asks for.</summary>
    public const string DeliveryScope = "skybridge:delivery";
}
