using System.Text;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Cryptography;
using Skybridge.Sync.Cloud;

namespace Skybridge.Agent.Setup.Portable;

/// <summary>Makes a home by portable settings, or lays them over one that is there. Everything is tried first.</summary>
/// <param name="home">Where.</param>
/// <param name="wanted">What.</param>
/// <param name="steps">The checks.</param>
/// <param name="passwordOf">Gives a connector account's password where it is needed.</param>
/// <param name="terminal">The clock, and who does this.</param>
sealed class ImportRun(AgentHome home, PortableSettings wanted, InitSteps steps, Func<ConnectorSettings, Task<SecretBytes?>> passwordOf, Terminal terminal) : IDisposable
{
    readonly List<(ConnectorSettings Connector, SecretBytes? Password)> _checked = [];

    /// <summary>Makes a new home.</summary>
    public async Task CreateAsync(string code, CancellationToken cancellationToken)
    {
        HomeBuilder.Require(home);
        using var http = CloudHttp.Create(wanted.Cloud, wanted.Authority, "the file");
        await steps.CheckCloudAsync(http, cancellationToken);
        await CheckAsync(null, cancellationToken);
        using var builder = new HomeBuilder(home);
        using var key = AgentIdentity.CreateKey();
        builder.WriteSecrets(_checked[0].Connector, _checked[0].Password, key, wanted.Authority is null ? null : Encoding.UTF8.GetBytes(wanted.Authority));
        foreach (var (connector, password) in _checked.Skip(1))
            builder.AddPassword(connector.Domain, password);
        // From here on it is seen to its end: the code is used up by what comes next.
        var reply = await steps.EnrollAsync(http, key, code, _checked[0].Connector.Domain, cancellationToken);
        builder.Complete(Wanted.Over(new CloudSettings { Url = wanted.Cloud, OwnAuthority = wanted.Authority is not null, AgentId = reply.AgentId, AgentName = reply.Name }));
    }

    /// <summary>Lays the settings over what is there; who the agent is, and the passwords of accounts that stay, stay.</summary>
    public async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        var before = home.ReadSettings();
        if (before.Cloud.Url != wanted.Cloud)
            throw new OperatorException($"The file is of an agent of {wanted.Cloud}, and this one is of {before.Cloud.Url}.", "Change that first: skybridge init --change --cloud URL. Or import into another home.");

        await CheckAsync(before, cancellationToken);
        foreach (var (connector, password) in _checked.Where(one => one.Password is not null))
            CredentialStore.Open(home).StorePassword(connector.Domain, password!);
        var editor = new SettingsEditor(home, terminal);
        editor.Change(settings => Wanted.Over(settings.Cloud) with { ModeChange = settings.Mode == wanted.Mode ? settings.ModeChange : editor.Mark() });
    }

    public void Dispose() => _checked.ForEach(one => one.Password?.Dispose());

    PortableSettings Wanted => wanted with { Connectors = [.. _checked.Select(one => one.Connector)] };

    async Task CheckAsync(AgentSettings? before, CancellationToken cancellationToken)
    {
        foreach (var connector in wanted.Connectors)
        {
            using var plan = new SetupPlan { Home = home, Existing = before };
            plan.Change(connector);
            var isThere = before?.Connectors.Any(one => one.Domain == connector.Domain && one.Account == connector.Account && one.Credential == connector.Credential) == true;
            var password = isThere || connector.Credential == CredentialKind.Keytab ? null : await passwordOf(connector);
            plan.Password = password is null ? null : new SecretBytes(password.Span);
            try
            {
                await steps.CheckDirectoryAsync(plan, refuseExcess: false, cancellationToken);
            }
            catch
            {
                password?.Dispose();
                throw;
            }

            _checked.Add((plan.ToConnector(), password));
        }
    }
}
