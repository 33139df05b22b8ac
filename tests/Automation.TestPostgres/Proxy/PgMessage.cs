using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Automation.Postgres.Proxy;

/// <summary>One message of the PostgreSQL protocol, version 3: a type, a length, and what belongs to it.</summary>
/// <param name="Type">The byte before the length; zero for the messages that open a connection, which have none.</param>
/// <param name="Bytes">The whole message, as it came.</param>
internal readonly record struct PgMessage(char Type, byte[] Bytes)
{
    private const int LengthSize = sizeof(int);

    public ReadOnlySpan<byte> Body => Bytes.AsSpan(Type == 0 ? LengthSize : LengthSize + 1);

    /// <summary>Takes the next message off the front of a buffer, when all of it is there.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, bool opening, out PgMessage message)
    {
        message = default;
        var prefix = opening ? 0 : 1;
        if (buffer.Length < prefix + LengthSize)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[prefix + LengthSize];
        buffer.Slice(0, head.Length).CopyTo(head);
        var length = prefix + BinaryPrimitives.ReadInt32BigEndian(head[prefix..]);
        if (buffer.Length < length)
        {
            return false;
        }

        message = new PgMessage(opening ? '\0' : (char)head[0], buffer.Slice(0, length).ToArray());
        buffer = buffer.Slice(length);
        return true;
    }

    /// <summary>Reads texts that end with a zero, from the start of the body.</summary>
    public (string First, string Second) Texts(int skip = 0)
    {
        var body = Body[skip..];
        var first = body.IndexOf((byte)0);
        var rest = body[(first + 1)..];
        var second = rest.IndexOf((byte)0);
        return (Encoding.UTF8.GetString(body[..first]), second < 0 ? "" : Encoding.UTF8.GetString(rest[..second]));
    }
}
