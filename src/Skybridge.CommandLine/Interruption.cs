using System.Runtime.InteropServices;

namespace Skybridge.CommandLine;

/// <summary>Hears of Ctrl-C and of the system's wish that the program ends, from before a command begins.</summary>
/// <remarks>The library listens only once a command has waited for something for the first time: until then either would end the program on the spot.</remarks>
sealed class Interruption : IDisposable
{
    readonly CancellationTokenSource _source;
    readonly IReadOnlyList<PosixSignalRegistration> _signals;

    public Interruption(CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, End), PosixSignalRegistration.Create(PosixSignal.SIGTERM, End)];
    }

    /// <summary>Cancelled when it came.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It came as the command ended.
        }
    }
}
