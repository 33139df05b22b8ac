using System.Buffers;
using System.Text.Json;

namespace Automation.Json;

/// <summary>The property names of the objects that are open while a document is read, to find a name that comes twice.</summary>
/// <remarks>
/// Names are kept as hashes in one stack and compared in full only where the hashes agree, so an object of thousands of names costs a
/// few vector instructions each. The hash is seeded per process, so nobody can choose names that all agree.
/// </remarks>
internal ref struct OpenObjects
{
    private readonly ReadOnlySpan<byte> _document;
    private int[] _hashes = ArrayPool<int>.Shared.Rent(64);
    private int[] _positions = ArrayPool<int>.Shared.Rent(64);
    private int _count;

    // Where each object's names begin. The reader's depth limit bounds it.
    private int[] _starts = ArrayPool<int>.Shared.Rent(32);
    private int _open;

    public OpenObjects(ReadOnlySpan<byte> document) => _document = document;

    public void Open()
    {
        Grow(ref _starts, _open);
        _starts[_open++] = _count;
    }

    public void Close() => _count = _starts[--_open];

    /// <summary>Adds the name that the reader stands on. False when the innermost object has it already.</summary>
    public bool TryAdd(ref Utf8JsonReader name)
    {
        var hash = name.ValueIsEscaped ? Hash(name.GetString()!) : Hash(name.ValueSpan);
        var start = _starts[_open - 1];
        while (start < _count)
        {
            var found = _hashes.AsSpan(start, _count - start).IndexOf(hash);
            if (found < 0)
            {
                break;
            }

            start += found;
            if (NameAt(_positions[start]) == name.GetString())
            {
                return false;
            }

            start++;
        }

        Grow(ref _hashes, _count);
        Grow(ref _positions, _count);
        _hashes[_count] = hash;
        _positions[_count++] = (int)name.TokenStartIndex;
        return true;
    }

    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_hashes);
        ArrayPool<int>.Shared.Return(_positions);
        ArrayPool<int>.Shared.Return(_starts);
    }

    private readonly string? NameAt(int position)
    {
        var reader = new Utf8JsonReader(_document[position..], isFinalBlock: false, state: default);
        reader.Read();
        return reader.GetString();
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private static int Hash(string name)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(name.Length));
        var hash = Hash(utf8.AsSpan(0, System.Text.Encoding.UTF8.GetBytes(name, utf8)));
        ArrayPool<byte>.Shared.Return(utf8);
        return hash;
    }

    private static void Grow(ref int[] array, int count)
    {
        if (count < array.Length)
        {
            return;
        }

        var larger = ArrayPool<int>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(array);
        array = larger;
    }
}
