using System.Net.Sockets;

namespace Skybridge.Lab.Processes;

/// <summary>A lock by name among all processes of this machine, which leaves nothing behind: a Unix socket of the abstract namespace.</summary>
/// <remarks>The kernel frees the name when its holder dies. Such names belong to a network namespace, and so do the addresses that they guard.</remarks>
sealed class MachineLock : IDisposable
{
    readonly Socket _socket;

    MachineLock(Socket socket) => _socket = socket;

    /// <summary>Takes the lock, or returns null when somebody has it.</summary>
    public static MachineLock? TryTake(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0skybridge-lab/{name}"));
            return new(socket);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="onWait">Told once when somebody else has it.</param>
    public static async Task<MachineLock> TakeAsync(string name, TimeSpan limit, Action onWait, CancellationToken cancellationToken)
    {
        if (TryTake(name) is { } free)
            return free;

        onWait();
        MachineLock? taken = null;
        await Wait.UntilAsync(() => (taken = TryTake(name)) is not null, limit, $"another process holds the lock {name}", cancellationToken);
        return taken!;
    }

    public void Dispose() => _socket.Dispose();
}
