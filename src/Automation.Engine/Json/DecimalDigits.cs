namespace Automation.Json;

/// <summary>A number taken apart: 0.DIGITS × 10^<see cref="Exponent"/>, so that equal numbers have equal parts however they were written.</summary>
internal readonly ref struct DecimalDigits
{
    /// <summary>Exponents beyond this are all alike, so that no text can overflow the arithmetic.</summary>
    private const long FarAway = 1_000_000_000;

    private DecimalDigits(bool isNegative, ReadOnlySpan<byte> digits, long exponent)
    {
        IsNegative = isNegative && !digits.IsEmpty;
        Digits = digits;
        Exponent = digits.IsEmpty ? 0 : exponent;
    }

    public bool IsNegative { get; }

    /// <summary>ASCII digits without zeros at either end; empty for zero.</summary>
    public ReadOnlySpan<byte> Digits { get; }

    public long Exponent { get; }

    /// <summary>Takes a valid JSON number apart.</summary>
    /// <param name="number">The number as written.</param>
    /// <param name="buffer">Room for its digits, at least as long as the number.</param>
    public static DecimalDigits Read(ReadOnlySpan<byte> number, Span<byte> buffer)
    {
        var isNegative = number is [(byte)'-', ..];
        var (count, beforePoint) = (0, -1);
        var exponent = 0L;
        for (var i = isNegative ? 1 : 0; i < number.Length; i++)
        {
            if (number[i] == (byte)'.')
            {
                beforePoint = count;
            }
            else if (number[i] is (byte)'e' or (byte)'E')
            {
                exponent = ReadExponent(number[(i + 1)..]);
                break;
            }
            else
            {
                buffer[count++] = number[i];
            }
        }

        exponent += beforePoint < 0 ? count : beforePoint;
        var digits = buffer[..count];
        var significant = digits.TrimStart((byte)'0');
        return new DecimalDigits(isNegative, significant.TrimEnd((byte)'0'), exponent - (digits.Length - significant.Length));
    }

    public static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var isNegative = text is [(byte)'-', ..];
        var value = 0L;
        foreach (var digit in text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text)
        {
            value = Math.Min(value * 10 + (digit - '0'), FarAway);
        }

        return isNegative ? -value : value;
    }

    public int CompareTo(DecimalDigits other)
    {
        if (IsNegative != other.IsNegative)
        {
            return IsNegative ? -1 : 1;
        }

        var magnitude = Digits.IsEmpty || other.Digits.IsEmpty ? Digits.Length.CompareTo(other.Digits.Length)
            : Exponent != other.Exponent ? Exponent.CompareTo(other.Exponent)
            : Digits.SequenceCompareTo(other.Digits);
        return IsNegative ? -magnitude : magnitude;
    }
}
