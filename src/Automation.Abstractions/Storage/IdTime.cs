using System.Buffers.Binary;

namespace Automation.Storage;

/// <summary>The time in an id: ids are UUIDs of version 7, which begin with the millisecond in which they were minted.</summary>
public static class IdTime
{
    /// <summary>The least id that is minted at an instant or later.</summary>
    public static Guid Least(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, at.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>When an id was minted, by the clock of the host that did; the greatest instant when it says none that a calendar knows.</summary>
    public static DateTimeOffset Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : DateTimeOffset.MaxValue;
    }
}
