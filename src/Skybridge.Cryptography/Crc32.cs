namespace Skybridge.Cryptography;

/// <summary>The CRC-32 that replicated secrets carry, to tell a right key from a wrong one.</summary>
/// <remarks>[ISO 3309], reflected polynomial edb88320. Bit by bit: it only ever sees a few bytes.</remarks>
public static class Crc32
{
    /// <summary>Computes the checksum.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
