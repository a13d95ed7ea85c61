using System.Text.Json;

namespace Skybridge.Lab.Product;

/// <summary>What <c>skybridge status --json</c> says.</summary>
public sealed class AgentStatus(JsonElement json)
{
    /// <summary>Whether the service runs.</summary>
    public bool IsRunning => json.GetProperty("serviceProcess").ValueKind == JsonValueKind.Number;

    /// <summary>Whether its domain was read to the end at least once.</summary>
    public bool HasCompletedCycle => Domain.GetProperty("lastCycle").ValueKind == JsonValueKind.String;

    /// <summary>People of all classes.</summary>
    public int People => json.GetProperty("people").GetProperty("total").GetInt32();

    /// <summary>Who can sign in with the password of the directory.</summary>
    public int Synchronized => json.GetProperty("people").GetProperty("synchronized").GetInt32();

    /// <summary>Everybody else, by reason.</summary>
    public IReadOnlyDictionary<string, int> NotSynchronized =>
        json.GetProperty("people").GetProperty("notSynchronized").EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt32());

    /// <summary>The retry list, by reason.</summary>
    public IReadOnlyDictionary<string, int> Retries =>
        Domain.GetProperty("retries").GetProperty("reasons").EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt32());

    /// <summary>The slug of what is wrong; null when nothing is.</summary>
    public string? Problem => Domain.GetProperty("problem") is { ValueKind: JsonValueKind.Object } problem ? problem.GetProperty("cause").GetString() : null;

    /// <summary>Who is read; null when none is connected.</summary>
    public string? DomainController => Domain.GetProperty("domainController").GetString();

    /// <summary>"leads" or "stands-by"; null while the service does not say.</summary>
    public string? Role => Lead?.GetProperty("role").GetString();

    /// <summary>The name of the agent that leads; null when none does.</summary>
    public string? Leader => Lead?.GetProperty("agent").GetString();

    JsonElement? Lead => Domain.GetProperty("lead") is { ValueKind: JsonValueKind.Object } lead ? lead : null;

    JsonElement Domain => json.GetProperty("domains")[0];
}
