using Microsoft.Data.Sqlite;
using Skybridge.CommandLine;
using Skybridge.Sync.Agent;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Home;

/// <summary>Changes settings. A running service takes them up by itself within seconds, which is waited for: what a command says is true when it ends.</summary>
sealed class SettingsEditor(AgentHome home, Terminal terminal)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The mark of who changes something, now.</summary>
    public ChangeSettings Mark() => new(terminal.Time.GetUtcNow(), terminal.Actor);

    /// <summary>Changes the settings as a whole.</summary>
    /// <returns>Whether anything differs from before.</returns>
    public bool Change(Func<AgentSettings, AgentSettings> change)
    {
        var before = home.ReadSettings();
        var after = change(before);
        if (ReferenceEquals(after, before))
            return false;

        home.WriteSettings(after);
        WaitForService();
        return true;
    }

    /// <summary>Makes the agent active or staging, and notes who did.</summary>
    public bool SetMode(SyncMode mode) => Change(settings => settings.Mode == mode ? settings : settings with { Mode = mode, ModeChange = Mark() });

    /// <summary>Changes one connector.</summary>
    /// <exception cref="OperatorException">There is no such connector.</exception>
    public bool ChangeConnector(string? domain, Func<ConnectorSettings, ConnectorSettings> change) => Change(settings =>
    {
        var connector = FindConnector(settings, domain);
        var changed = change(connector);
        return ReferenceEquals(changed, connector)
            ? settings
            : settings with { Connectors = [.. settings.Connectors.Select(each => ReferenceEquals(each, connector) ? changed : each)] };
    });

    // The settings are written, whatever becomes of the waiting.
    void WaitForService()
    {
        var started = terminal.Time.GetTimestamp();
        while (HomeLock.IsTaken(home) && SeenByService() != home.SettingsStamp())
        {
            if (terminal.Time.GetElapsedTime(started) > Patience)
            {
                terminal.Error.WriteLine("The agent at work here has not taken this up yet; a service does so when its present step ends (event 705).");
                return;
            }

            Task.Delay(Pause, terminal.Time).GetAwaiter().GetResult();
        }
    }

    string? SeenByService()
    {
        try
        {
            using var store = AgentStore.OpenReadOnly(home.Store, terminal.Time);
            return store.GetSettingsSeen();
        }
        catch (Exception error) when (error is SqliteException or IOException)
        {
            return null;
        }
    }

    /// <summary>The connector of a domain, or all of them where none is named.</summary>
    /// <exception cref="OperatorException">There is no such connector, or none at all.</exception>
    public static IReadOnlyList<ConnectorSettings> FindConnectors(AgentSettings settings, string? domain)
    {
        if (domain is not null)
            return [FindConnector(settings, domain)];
        return settings.Connectors.Count > 0 ? settings.Connectors : throw new OperatorException("The agent has no domain.", "Set it up with `skybridge init`.");
    }

    /// <summary>The connector of a domain; the only one where none is named.</summary>
    public static ConnectorSettings FindConnector(AgentSettings settings, string? domain)
    {
        if (domain is null && settings.Connectors is [var only])
            return only;

        var names = string.Join(", ", settings.Connectors.Select(connector => connector.Domain));
        if (domain is null)
            throw new OperatorException("The agent has several connectors.", $"Name one of them with --connector: {names}.");
        return settings.Connectors.FirstOrDefault(connector => string.Equals(connector.Domain, domain.Trim().TrimEnd('.'), StringComparison.OrdinalIgnoreCase))
            ?? throw new OperatorException($"The agent has no connector '{domain}'.", $"Its connectors are: {names}.");
    }
}
