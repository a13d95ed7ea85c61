using System.Text.Json;
using System.Text.Json.Serialization;
using Skybridge.Lab.Processes;

namespace Skybridge.Lab.Showcase;

/// <summary>Everything that <c>./run</c> makes is below one folder, and what it started stands in one file.</summary>
sealed class ShowcaseFolder
{
    public string Root { get; } = Path.Combine(LabPaths.Root, "run");

    /// <summary>What describes a lab that is up.</summary>
    public string Description { get; } = Path.Combine(LabPaths.Root, "lab.json");

    public string DomainController => Path.Combine(Root, "dc");

    public string Cloud => Path.Combine(Root, "cloud");

    public string Agent => Path.Combine(Root, "agent");

    public string Log(string name) => Path.Combine(Root, "logs", $"{name}.log");

    string RecordFile => Path.Combine(Root, "processes.json");

    /// <summary>What was started and still runs, in the order in which to stop it.</summary>
    public IReadOnlyList<StartedProcess> ReadRunning()
    {
        try
        {
            var started = JsonSerializer.Deserialize(File.ReadAllText(RecordFile), ShowcaseJson.Default.IReadOnlyListStartedProcess) ?? [];
            return [.. started.Where(process => process.Identity.IsAlive)];
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return [];
        }
    }

    public Task RecordAsync(IReadOnlyList<StartedProcess> started, CancellationToken cancellationToken) =>
        LabPaths.WritePrivateAsync(RecordFile, JsonSerializer.Serialize(started, ShowcaseJson.Default.IReadOnlyListStartedProcess), cancellationToken);

    /// <summary>Makes an empty folder.</summary>
    public void Reset()
    {
        LabPaths.CreatePrivate(LabPaths.Root);
        File.Delete(Description);
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
        LabPaths.CreatePrivate(Root);
    }

    /// <summary>Forgets that a lab was up; homes and logs stay to be looked at.</summary>
    public void Close()
    {
        if (!Directory.Exists(Root))
            return;

        File.Delete(Description);
        File.Delete(RecordFile);
    }
}

/// <summary>A process that <c>./run</c> started.</summary>
sealed record StartedProcess(string Name, int Pid, long StartTicks)
{
    [JsonIgnore]
    public ProcessIdentity Identity => new(Pid, StartTicks);

    public static StartedProcess Of(string name, ProcessIdentity identity) => new(name, identity.Pid, identity.StartTicks);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<StartedProcess>))]
sealed partial class ShowcaseJson : JsonSerializerContext;
