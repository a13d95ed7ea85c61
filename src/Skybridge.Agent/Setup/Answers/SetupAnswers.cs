using System.Text.Json.Serialization;
using Skybridge.Agent.Home;
using Skybridge.Contract;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup.Answers;

/// <summary>Everything that was answered in a set-up, to give the same answers again. Never a secret, and never a one-time code.</summary>
sealed record SetupAnswers
{
    /// <summary>The form that this program reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of this form.</summary>
    public int Version { get; set; } = CurrentVersion;

    /// <summary>The DNS name of the domain.</summary>
    public string? Domain { get; set; }

    /// <summary>The domain controllers as <c>HOST-OR-IP[:name]</c>; none to find them by DNS.</summary>
    public IReadOnlyList<string> DomainControllers { get => field ?? []; set; }

    /// <summary>The DNS server that knows the domain.</summary>
    public string? DnsServer { get; set; }

    /// <summary>The TCP port of the replication service, where it is fixed.</summary>
    public int? RpcPort { get; set; }

    /// <summary>The connector account.</summary>
    public AccountAnswers? Account { get; set; }

    /// <summary>The cloud.</summary>
    public CloudAnswers? Cloud { get; set; }

    /// <summary>How people are to sign in; only compared with what the cloud has, and the command printed.</summary>
    public SignInMethod SignIn { get; set; }

    /// <summary>Who is meant; null for everybody.</summary>
    public ScopeRules? Scope { get; set; }

    /// <summary>What people are called by at sign-in; null for the user principal name.</summary>
    public string? UserNameAttribute { get; set; }

    /// <summary>Whether to read and decide only.</summary>
    public bool Staging { get; set; }

    /// <summary>Whether to synchronize once right after.</summary>
    public bool Synchronize { get; set; } = true;
}

/// <summary>Which account, and what is to be done with it.</summary>
sealed record AccountAnswers
{
    /// <summary>sAMAccountName or user principal name.</summary>
    public string? Name { get; set; }

    /// <summary>How it proves itself.</summary>
    public CredentialKind Credential { get; set; }

    /// <summary>The keytab.</summary>
    public string? Keytab { get; set; }

    /// <summary>Whether it is to be made, by the administrator.</summary>
    public bool Create { get; set; }

    /// <summary>Whether it is to be granted the rights, by the administrator.</summary>
    public bool Grant { get; set; }

    /// <summary>The administrator, where one is needed.</summary>
    public string? Administrator { get; set; }

    /// <summary>Whether an account that can do more than it needs is meant.</summary>
    public bool AllowPrivileged { get; set; }
}

/// <summary>Which cloud, and why it is trusted.</summary>
sealed record CloudAnswers
{
    /// <summary>Its address.</summary>
    public string? Url { get; set; }

    /// <summary>A file with its authority's certificate.</summary>
    public string? CaFile { get; set; }

    /// <summary>The SHA-256 fingerprint of its authority's certificate, which is taken from the cloud itself.</summary>
    public string? Fingerprint { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(SetupAnswers))]
[JsonSerializable(typeof(AccountAnswers))]
[JsonSerializable(typeof(CloudAnswers))]
[JsonSerializable(typeof(ScopeRules))]
[JsonSerializable(typeof(SignInMethod))]
[JsonSerializable(typeof(CredentialKind))]
sealed partial class AnswersJson : JsonSerializerContext;
