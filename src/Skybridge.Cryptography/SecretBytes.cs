using System.Security.Cryptography;

namespace Skybridge.Cryptography;

/// <summary>Bytes that must not outlive their use: pinned, so that the collector leaves no copies, and wiped by <see cref="Dispose"/>.</summary>
/// <remarks>Whoever creates or receives one disposes it. Wiping is hygiene: it does not reach swap, core dumps or copies made by the callee.</remarks>
public sealed class SecretBytes : IDisposable
{
    readonly byte[] _bytes;
    bool _disposed;

    /// <summary>Allocates <paramref name="length"/> zero bytes.</summary>
    public SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>Copies <paramref name="source"/>; the caller keeps the duty to wipe the original.</summary>
    public SecretBytes(ReadOnlySpan<byte> source)
        : this(source.Length) => source.CopyTo(_bytes);

    /// <summary>The number of bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes, readable and writable until disposed.</summary>
    /// <exception cref="ObjectDisposedException">The bytes were wiped.</exception>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Wipes the bytes.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    /// <summary>Says only how many bytes there are.</summary>
    public override string ToString() => $"[{_bytes.Length} secret bytes]";
}
