using System.Text.Json.Serialization;
using Skybridge.Cloud.Hardening;

namespace Skybridge.Cloud.Home;

/// <summary>
/// The settings of a home that are not in its database: what must be known before there is a connection. Nothing here is secret.
/// </summary>
sealed record CloudSettings
{
    /// <summary>The names and addresses that people and agents reach this cloud by, beside those of the certificate.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>The address that tokens name as their issuer; null takes it from each request.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>A PEM file with the server's certificate and those between it and its authority; null for the home's own.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with the certificate's private key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>What the outer hash of a stored password costs; hashes that cost less are made anew at their owner's next sign-in.</summary>
    public OuterHashParameters OuterHash { get; init; } = new();

    /// <summary>Load balancers and reverse proxies, as addresses or networks, that are believed where a request comes from; null for none.</summary>
    public IReadOnlyList<string>? TrustedProxies { get; init; }

    /// <summary>The PostgreSQL database, as a connection string without a password; null for the home's own file.</summary>
    public string? Postgres { get; init; }

    /// <summary>A file with the password for <see cref="Postgres"/>; null when the environment says it, or none is needed.</summary>
    public string? PostgresPasswordFile { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(CloudSettings))]
sealed partial class CloudSettingsJson : JsonSerializerContext;
