using Skybridge.Drsr.Drs;

namespace Skybridge.Sync.Directory;

/// <summary>Where changes come from: one domain, read from one domain controller at a time.</summary>
/// <remarks>
/// Connecting tries the domain controllers in order and stays with the one that answers. After an exception from a read the connection is given
/// up, and the next <see cref="ConnectAsync"/> makes a new one. One call at a time.
/// </remarks>
public interface IDirectoryConnector : IAsyncDisposable
{
    /// <summary>The domain's names; known once connected.</summary>
    DirectoryIdentity? Identity { get; }

    /// <summary>Which domain controller is connected, for people; null when none is.</summary>
    string? DomainController { get; }

    /// <summary>Whether a domain controller is known that has not failed lately: after a failure there is no need to wait then.</summary>
    bool HasAnother { get; }

    /// <summary>Who is read, and who else is in the same site; null when none is connected.</summary>
    ControllerSurroundings? Surroundings { get; }

    /// <summary>Leaves one alone as long as another can be read, or does not any more.</summary>
    void Avoid(string host, bool avoid);

    /// <summary>Connects where it is not connected.</summary>
    Task<DirectoryIdentity> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Goes back to a domain controller that is preferred to the connected one, where it was left alone for long enough and answers now.</summary>
    /// <returns>Its name, for people; null when nothing changed. Not while a cycle is being read.</returns>
    Task<string?> ReturnAsync(CancellationToken cancellationToken);

    /// <summary>Reads one cycle. The last page carries the cursor.</summary>
    /// <param name="cursor">Where to go on; null to read everything.</param>
    /// <param name="withSecrets">Whether to ask for passwords; without, the right to read them is not needed.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    IAsyncEnumerable<ReplicationPage> ReadChangesAsync(ReplicationCursor? cursor, bool withSecrets, CancellationToken cancellationToken);

    /// <summary>Reads one object as it is now; null when there is none. Not while a cycle is being read.</summary>
    Task<ReplicationPage?> ReadObjectAsync(DsName target, bool withSecrets, CancellationToken cancellationToken);

    /// <summary>Finds an object by whatever name an operator typed; null when there is none.</summary>
    Task<Guid?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Gives up the connection.</summary>
    /// <param name="preferAnother">Whether the next connection shall try another domain controller first.</param>
    /// <param name="forgetTicket">Whether to log in anew.</param>
    Task DisconnectAsync(bool preferAnother, bool forgetTicket);
}
