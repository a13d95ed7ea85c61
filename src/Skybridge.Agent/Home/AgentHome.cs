using System.Globalization;
using System.Text.Json;
using Skybridge.CommandLine;

namespace Skybridge.Agent.Home;

/// <summary>The folder that holds everything of one agent. Only its owner can enter it.</summary>
sealed class AgentHome(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Settings; it is this file that makes a folder a home.</summary>
    public string Settings => Path.Combine(Root, "agent.json");

    public string Store => Path.Combine(Root, "agent.db");

    public string Authority => Path.Combine(Root, "cloud-ca.pem");

    public string Keys => Path.Combine(Root, "keys");

    public string AgentKey => Path.Combine(Root, "agent.key");

    public string Lock => Path.Combine(Root, "agent.lock");

    public string Connectors => Path.Combine(Root, "connectors");

    /// <summary>The state of a domain.</summary>
    public string SpaceOf(string domain) => Path.Combine(Connectors, $"{domain}.db");

    /// <summary>The connector account's password, encrypted.</summary>
    public string CredentialOf(string domain) => Path.Combine(Connectors, $"{domain}.credential");

    /// <summary>What changes when the settings' file does.</summary>
    public string SettingsStamp()
    {
        var file = new FileInfo(Settings);
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}:{file.Length}") : "";
    }

    /// <summary>Whether <c>init</c> was completed here.</summary>
    public bool IsInitialized() => File.Exists(Settings);

    /// <summary>The settings.</summary>
    /// <exception cref="OperatorException">There is no home here, or its settings cannot be used.</exception>
    public AgentSettings ReadSettings()
    {
        try
        {
            using var file = File.OpenRead(Settings);
            var settings = JsonSerializer.Deserialize(file, AgentSettingsJson.Default.AgentSettings) ?? throw new JsonException("there are no settings in it.");
            if (settings.Version != AgentSettings.CurrentVersion)
            {
                throw new OperatorException(
                    $"The settings in {Settings} are of version {settings.Version}, and this program knows version {AgentSettings.CurrentVersion}.",
                    "Use the program that made them, or a newer one.");
            }

            return settings.FindFault() is { } fault ? throw new JsonException(fault) : settings;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OperatorException($"There is no agent in {Root}.", "Run `skybridge init` first, or name the right folder with --home.", error);
        }
        catch (JsonException error)
        {
            throw new OperatorException($"The settings in {Settings} cannot be used: {error.Message}", "Mend the file, or set the agent up anew in another folder.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The settings in {Settings} cannot be read: {error.Message}", "Run the command as the user who owns the home.", error);
        }
    }

    /// <summary>Writes the settings as a whole.</summary>
    public void WriteSettings(AgentSettings settings) =>
        PrivateFiles.Replace(Settings, JsonSerializer.SerializeToUtf8Bytes(settings, AgentSettingsJson.Default.AgentSettings));
}
