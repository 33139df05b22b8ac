using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Automation.Ids;

/// <summary>Mints UUIDs of version 7 (RFC 9562) that strictly rise within one process, also within a millisecond and when the clock steps back.</summary>
/// <remarks>Thread-safe. The 12 bits after the time are a counter, the other 62 are random.</remarks>
internal sealed class IdGenerator(TimeProvider time, Action<byte[]>? fillRandom = null)
{
    private readonly Lock _gate = new();
    private readonly Action<byte[]> _fillRandom = fillRandom ?? (bytes => RandomNumberGenerator.Fill(bytes));
    private readonly byte[] _random = new byte[4096];
    private int _used = 4096;
    private long _milliseconds;
    private int _counter;

    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _milliseconds)
            {
                _milliseconds = now;
                _counter = 0;
            }
            else if (++_counter > 0xFFF)
            {
                _milliseconds++;
                _counter = 0;
            }

            if (_used == _random.Length)
            {
                _fillRandom(_random);
                _used = 0;
            }

            BinaryPrimitives.WriteInt64BigEndian(bytes, _milliseconds << 16);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | _counter));
            _random.AsSpan(_used, 8).CopyTo(bytes[8..]);
            _used += 8;
        }

        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
