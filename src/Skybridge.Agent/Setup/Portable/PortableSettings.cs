using System.Text.Json;
using System.Text.Json.Serialization;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup.Portable;

/// <summary>Everything that is set of an agent, to be taken elsewhere: no secret, and nothing of who this agent is.</summary>
sealed record PortableSettings
{
    /// <summary>The form that this program reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of this form.</summary>
    public int Version { get; set; } = CurrentVersion;

    /// <summary>The cloud's address.</summary>
    public required Uri Cloud { get; init; }

    /// <summary>The authority that the cloud is trusted by, in PEM form; null for the system's.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether to deliver.</summary>
    public SyncMode Mode { get; set; }

    /// <summary>Where metrics are served.</summary>
    public string? Metrics { get; set; }

    /// <summary>Seconds between two cycles.</summary>
    public double IntervalSeconds { get; set; } = 1;

    /// <summary>The most people that are removed from the cloud at once without being allowed to.</summary>
    public int DeletionLimit { get; set; } = new SyncOptions().DeletionLimit;

    /// <summary>The domains.</summary>
    public required IReadOnlyList<ConnectorSettings> Connectors { get; init; }

    /// <summary>What a home has set.</summary>
    public static PortableSettings Of(AgentHome home)
    {
        var settings = home.ReadSettings();
        return new()
        {
            Cloud = settings.Cloud.Url,
            Authority = settings.Cloud.OwnAuthority ? File.ReadAllText(home.Authority) : null,
            Mode = settings.Mode,
            Metrics = settings.Metrics,
            IntervalSeconds = settings.IntervalSeconds,
            DeletionLimit = settings.DeletionLimit,
            Connectors = [.. settings.Connectors.Select(connector => connector with { PasswordSyncChange = null, CredentialChange = null })],
        };
    }

    /// <summary>What a file has.</summary>
    /// <exception cref="OperatorException">There is none, or no agent can work with what it says.</exception>
    public static PortableSettings Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var read = JsonSerializer.Deserialize(file, PortableJson.Default.PortableSettings) ?? throw new JsonException("there is nothing in it.");
            if (read.Version != CurrentVersion)
                throw new OperatorException($"{path} is of version {read.Version}, and this program knows version {CurrentVersion}.", "Use the program that wrote it, or a newer one.");

            if (read.FindFault() is { } fault)
                throw new JsonException(fault);

            InitSteps.ToCloud(read.Cloud.ToString());
            foreach (var connector in read.Connectors)
                ConnectorFactory.OptionsOf(connector with { Domain = InitSteps.ToDomain(connector.Domain) });
            return read;
        }
        catch (JsonException error)
        {
            throw new OperatorException($"{path} cannot be used: {error.Message}", "`skybridge config export` writes such a file.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be read: {error.Message}", "Name a file that `skybridge config export` wrote.", error);
        }
    }

    string? FindFault() => Connectors.Count == 0 ? "it names no domain."
        : Over(new CloudSettings { Url = Cloud, AgentId = "", AgentName = "" }).FindFault();

    /// <summary>The file's text.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, PortableJson.Default.PortableSettings), (byte)'\n'];

    /// <summary>These settings, for an agent that the cloud knows.</summary>
    public AgentSettings Over(CloudSettings cloud) => new()
    {
        Cloud = cloud, Mode = Mode, Metrics = Metrics, IntervalSeconds = IntervalSeconds, DeletionLimit = DeletionLimit, Connectors = Connectors,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(PortableSettings))]
sealed partial class PortableJson : JsonSerializerContext;
