using System.Runtime.CompilerServices;
using Skybridge.Drsr.Drs;
using Skybridge.Sync.Directory;

namespace Skybridge.Sync.Leases;

/// <summary>A directory whose signs of life are noted. What one object is refused for says nothing about the others, and is not.</summary>
sealed class WatchedDirectoryConnector(IDirectoryConnector inner, DirectorySigns signs) : IDirectoryConnector
{
    public DirectoryIdentity? Identity => inner.Identity;

    public string? DomainController => inner.DomainController;

    public bool HasAnother => inner.HasAnother;

    public ControllerSurroundings? Surroundings => inner.Surroundings;

    public void Avoid(string host, bool avoid) => inner.Avoid(host, avoid);

    public Task<DirectoryIdentity> ConnectAsync(CancellationToken cancellationToken) => signs.WatchAsync(inner.ConnectAsync(cancellationToken), proves: false);

    public Task<string?> ReturnAsync(CancellationToken cancellationToken) => inner.ReturnAsync(cancellationToken);

    public async IAsyncEnumerable<ReplicationPage> ReadChangesAsync(ReplicationCursor? cursor, bool withSecrets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = inner.ReadChangesAsync(cursor, withSecrets, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = pages.ConfigureAwait(false);
        while (await signs.WatchAsync(pages.MoveNextAsync().AsTask(), proves: true).ConfigureAwait(false))
            yield return pages.Current;
    }

    public Task<ReplicationPage?> ReadObjectAsync(DsName target, bool withSecrets, CancellationToken cancellationToken) => inner.ReadObjectAsync(target, withSecrets, cancellationToken);

    public Task<Guid?> FindAsync(string name, CancellationToken cancellationToken) => inner.FindAsync(name, cancellationToken);

    public Task DisconnectAsync(bool preferAnother, bool forgetTicket) => inner.DisconnectAsync(preferAnother, forgetTicket);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
