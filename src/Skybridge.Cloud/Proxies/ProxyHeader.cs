using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Skybridge.Cloud.Proxies;

/// <summary>The header of the PROXY protocol, versions 1 (a line) and 2 (binary), at the start of a connection: who is at the other end of the proxy.</summary>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Source">Who connected to the proxy; null when the proxy speaks for itself (a health check), or does not say.</param>
readonly record struct ProxyHeader(int Length, IPEndPoint? Source)
{
    /// <summary>The longest that is read, in bytes; what a sensible proxy adds (a name, a checksum) is far below.</summary>
    public const int MaxLength = 4096;

    const int MaxLineLength = 107;
    const int FixedSize = 16;
    const byte Local = 0x20;
    const byte Proxy = 0x21;
    const byte Tcp4 = 0x11;
    const byte Tcp6 = 0x21;

    static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    static ReadOnlySpan<byte> LineStart => "PROXY "u8;

    /// <summary>Whether a connection that begins like this has a header: a TLS client never does.</summary>
    public static bool IsThere(ReadOnlySpan<byte> start) =>
        start.Length > 0 && (Signature.StartsWith(Cut(start, Signature.Length)) || LineStart.StartsWith(Cut(start, LineStart.Length)));

    /// <summary>Reads a header that is there.</summary>
    /// <returns>False as long as bytes of it are missing.</returns>
    /// <exception cref="FormatException">It is none after all.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ProxyHeader header) =>
        bytes[0] == Signature[0] ? TryReadBinary(bytes, out header) : TryReadLine(bytes, out header);

    // Version and command, family and transport, length of the rest; then source, destination, both ports, and what else there is.
    static bool TryReadBinary(ReadOnlySpan<byte> bytes, out ProxyHeader header)
    {
        header = default;
        if (bytes.Length < FixedSize)
            return false;

        var (command, family) = (bytes[Signature.Length], bytes[Signature.Length + 1]);
        var length = FixedSize + BinaryPrimitives.ReadUInt16BigEndian(bytes[(FixedSize - 2)..]);
        if (command is not (Local or Proxy))
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"version and command 0x{command:x2}"));
        if (length > MaxLength)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{length} bytes"));
        if (bytes.Length < length)
            return false;

        var rest = bytes[FixedSize..length];
        header = new(length, command == Local ? null : family switch
        {
            Tcp4 when rest.Length >= 12 => new(new IPAddress(rest[..4]), BinaryPrimitives.ReadUInt16BigEndian(rest[8..])),
            Tcp6 when rest.Length >= 36 => new(new IPAddress(rest[..16]), BinaryPrimitives.ReadUInt16BigEndian(rest[32..])),
            Tcp4 or Tcp6 => throw new FormatException("addresses that are cut off"),
            _ => null,
        });
        return true;
    }

    // "PROXY TCP4 192.0.2.1 192.0.2.9 50000 443\r\n", or "PROXY UNKNOWN" and anything.
    static bool TryReadLine(ReadOnlySpan<byte> bytes, out ProxyHeader header)
    {
        header = default;
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0 && bytes.Length < MaxLineLength)
            return false;
        if (end is < 0 or > MaxLineLength - 2)
            throw new FormatException("a line that does not end");

        var words = Encoding.Latin1.GetString(bytes[..end]).Split(' ');
        header = new(end + 2, words switch
        {
            [_, "UNKNOWN", ..] => null,
            [_, "TCP4" or "TCP6", var source, _, var port, _]
                when IPAddress.TryParse(source, out var address) && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new(address, number),
            _ => throw new FormatException("a line without addresses"),
        });
        return true;
    }

    static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> bytes, int length) => bytes[..Math.Min(bytes.Length, length)];
}
