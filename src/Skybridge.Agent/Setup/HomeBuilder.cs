using System.Security.Cryptography;
using Skybridge.Agent.Home;
using Skybridge.CommandLine;
using Skybridge.Cryptography;

namespace Skybridge.Agent.Setup;

/// <summary>Builds a home beside its place, or inside a folder that is there already, and moves it there when it is complete: there is a whole one, or none.</summary>
sealed class HomeBuilder : IDisposable
{
    readonly AgentHome _target;
    readonly AgentHome _draft;
    readonly bool _isThere;
    readonly string? _madeParent;
    bool _moved;

    /// <summary>Begins a home.</summary>
    /// <exception cref="OperatorException">There is one already, or something else.</exception>
    public HomeBuilder(AgentHome target)
    {
        _target = target;
        try
        {
            _isThere = RequireRoom(target);
            var parent = Path.GetDirectoryName(target.Root) ?? throw new OperatorException($"{target.Root} cannot be a home.", "Name a folder below another one.");
            _madeParent = FirstMissing(parent);
            Directory.CreateDirectory(parent);
            // A folder that is there may be a mount: it can neither be replaced nor be reached by a rename from outside.
            _draft = new AgentHome(Path.Combine(_isThere ? target.Root : parent, $".{Path.GetFileName(target.Root)}.{Guid.NewGuid():N}"));
            PrivateFiles.CreateFolder(_draft.Root);
            PrivateFiles.CreateFolder(_draft.Connectors);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The home {target.Root} cannot be made: {error.Message}", "Name a folder that this user can write, on a disk with room.", error);
        }
    }

    /// <summary>Writes everything but the settings, so that a full disk is noticed before the one-time code is used.</summary>
    public void WriteSecrets(ConnectorSettings connector, SecretBytes? password, ECDsa key, byte[]? authority)
    {
        var credentials = CredentialStore.Create(_draft);
        if (password is not null)
            credentials.StorePassword(connector.Domain, password);
        credentials.StoreAgentKey(key);
        if (authority is not null)
            PrivateFiles.Create(_draft.Authority, authority);

        // As large as settings get: proof that there is room for them.
        using var room = new FileStream(_draft.Settings + ".room", FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        room.Write(new byte[64 * 1024]);
        room.Flush(flushToDisk: true);
    }

    /// <summary>Adds the password of a further connector's account.</summary>
    public void AddPassword(string domain, SecretBytes? password)
    {
        if (password is not null)
            CredentialStore.Open(_draft).StorePassword(domain, password);
    }

    /// <summary>Writes the settings and moves the home to its place.</summary>
    public void Complete(AgentSettings settings)
    {
        _draft.WriteSettings(settings);
        if (_isThere)
        {
            Directory.Move(_draft.Connectors, _target.Connectors);
            Directory.Move(_draft.Keys, _target.Keys);
            foreach (var file in Directory.GetFiles(_draft.Root).OrderBy(file => file == _draft.Settings)) // The settings last: they make it a home.
                File.Move(file, Path.Combine(_target.Root, Path.GetFileName(file)));
            return;
        }

        Directory.Move(_draft.Root, _target.Root);
        _moved = true;
    }

    /// <summary>Removes what was not completed.</summary>
    public void Dispose()
    {
        if (!_moved && Directory.Exists(_draft.Root))
            Directory.Delete(_draft.Root, recursive: true);
        if (!_moved && !_isThere && _madeParent is not null && Directory.Exists(_madeParent) && !Directory.EnumerateFiles(_madeParent, "*", SearchOption.AllDirectories).Any())
            Directory.Delete(_madeParent, recursive: true);
    }

    /// <summary>Requires that a home can be made there.</summary>
    /// <exception cref="OperatorException">There is one already, or something else.</exception>
    public static void Require(AgentHome target) => RequireRoom(target);

    // The outermost folder that is not there yet.
    static string? FirstMissing(string path)
    {
        string? missing = null;
        for (var at = path; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            missing = at;
        return missing;
    }

    // Whether the folder is there, and nothing in it.
    static bool RequireRoom(AgentHome target)
    {
        if (target.IsInitialized())
            throw new OperatorException($"There is an agent in {target.Root} already.", "Use another folder (--home), or change one thing of this one with `skybridge init --change`.");
        if (File.Exists(target.Root))
            throw new OperatorException($"{target.Root} is not a folder.", "Name a new or empty folder with --home.");
        if (!Directory.Exists(target.Root))
            return false;

        return Directory.EnumerateFileSystemEntries(target.Root).Any()
            ? throw new OperatorException($"{target.Root} is not empty.", "Name a new or empty folder with --home.")
            : true;
    }
}
