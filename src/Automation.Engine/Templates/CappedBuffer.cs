using System.Buffers;
using System.Text;

namespace Automation.Templates;

/// <summary>Collects UTF-8 bytes up to a cap; the first byte over it is a fault, so that a small template cannot make a large value.</summary>
internal sealed class CappedBuffer(int maxBytes) : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _count;

    public int MaxBytes { get; } = maxBytes;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    /// <exception cref="TemplateException">More was written than allowed.</exception>
    public void Advance(int count)
    {
        Require(count);
        _count += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_count);
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        Require(utf8.Length);
        utf8.CopyTo(GetSpan(utf8.Length));
        _count += utf8.Length;
    }

    public void Append(string text)
    {
        Require(text.Length);
        Advance(Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    /// <summary>Refuses at once what cannot fit, before memory is taken for it.</summary>
    public void Require(long count)
    {
        if (count > MaxBytes - _count)
        {
            throw TemplateException.TooLarge(MaxBytes);
        }
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _count = 0;
    }

    private void Grow(int sizeHint)
    {
        var needed = _count + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
