using System.Security.Cryptography;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Cryptography;
using Skybridge.Sync.Engine;

namespace Skybridge.Agent.Setup;

/// <summary>Builds a home beside its place and moves it there when it is complete: there is a whole one, or none.</summary>
sealed class HomeBuilder : IDisposable
{
    readonly AgentHome _target;
    readonly AgentHome _draft;
    bool _moved;

    /// <summary>Begins a home.</summary>
    /// <exception cref="OperatorException">There is one already, or something else.</exception>
    public HomeBuilder(AgentHome target)
    {
        _target = target;
        if (target.IsInitialized())
            throw new OperatorException($"There is an agent in {target.Root} already.", "Use another folder (--home), or remove this one if the agent is not needed any more.");
        if (Directory.Exists(target.Root) && Directory.EnumerateFileSystemEntries(target.Root).Any())
            throw new OperatorException($"{target.Root} is not empty.", "Name a new or empty folder with --home.");

        var parent = Path.GetDirectoryName(target.Root) ?? throw new OperatorException($"{target.Root} cannot be a home.", "Name a folder below another one.");
        Directory.CreateDirectory(parent);
        _draft = new AgentHome(Path.Combine(parent, $".{Path.GetFileName(target.Root)}.{Guid.NewGuid():N}"));
        PrivateFiles.CreateFolder(_draft.Root);
        PrivateFiles.CreateFolder(_draft.Connectors);
    }

    /// <summary>Writes everything but the settings, so that a full disk is noticed before the one-time code is used.</summary>
    public void WriteSecrets(ConnectorSettings connector, SecretBytes? password, ECDsa key, string? authorityFile)
    {
        var credentials = new CredentialStore(_draft);
        if (password is not null)
            credentials.StorePassword(connector.Domain, password);
        credentials.StoreAgentKey(key);
        if (authorityFile is not null)
            PrivateFiles.Create(_draft.Authority, File.ReadAllBytes(authorityFile));

        // As large as settings get: proof that there is room for them.
        using var room = new FileStream(_draft.Settings + ".room", FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        room.Write(new byte[64 * 1024]);
        room.Flush(flushToDisk: true);
    }

    /// <summary>Writes the settings and moves the home to its place.</summary>
    public void Complete(CloudSettings cloud, ConnectorSettings connector, bool staging)
    {
        _draft.WriteSettings(new AgentSettings
        {
            Cloud = cloud,
            Connectors = [connector],
            Mode = staging ? SyncMode.Staging : SyncMode.Active,
        });
        if (Directory.Exists(_target.Root))
            Directory.Delete(_target.Root);
        Directory.Move(_draft.Root, _target.Root);
        _moved = true;
    }

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        if (!_moved && Directory.Exists(_draft.Root))
            Directory.Delete(_draft.Root, recursive: true);
    }
}
