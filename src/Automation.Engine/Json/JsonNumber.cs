using System.Buffers.Text;
using System.Text;

namespace Automation.Json;

/// <summary>Compares and rounds JSON numbers as the exact decimals that they are written as, of any length; never through a double.</summary>
internal static class JsonNumber
{
    /// <summary>So many digits surely fit in a <see cref="long"/>.</summary>
    private const int LongDigits = 18;

    /// <summary>The exponent that stands behind <c>e</c>, not the size of the number; 0 when there is none.</summary>
    public static int WrittenExponent(ReadOnlySpan<byte> number)
    {
        var mark = number.IndexOfAny((byte)'e', (byte)'E');
        return mark < 0 ? 0 : (int)DecimalDigits.ReadExponent(number[(mark + 1)..]);
    }

    /// <summary>Less than zero, zero or more than zero, as <paramref name="left"/> is less than, equal to or more than <paramref name="right"/>.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (TryReadLong(left, out var leftLong) && TryReadLong(right, out var rightLong))
        {
            return leftLong.CompareTo(rightLong);
        }

        const int OnStack = 128;
        var leftDigits = DecimalDigits.Read(left, left.Length <= OnStack ? stackalloc byte[OnStack] : new byte[left.Length]);
        var rightDigits = DecimalDigits.Read(right, right.Length <= OnStack ? stackalloc byte[OnStack] : new byte[right.Length]);
        return leftDigits.CompareTo(rightDigits);
    }

    /// <summary>The number with at most so many digits behind the point; halves go away from zero, needless zeros are left out.</summary>
    /// <returns>The number as it was written when there is nothing to round.</returns>
    public static string Round(string number, int decimals)
    {
        var utf8 = Encoding.UTF8.GetBytes(number);
        var exact = DecimalDigits.Read(utf8, new byte[utf8.Length]);
        var kept = exact.Exponent + decimals;
        if (kept >= exact.Digits.Length)
        {
            return number;
        }

        if (kept < 0)
        {
            return "0";
        }

        var digits = exact.Digits[..(int)kept].ToArray();
        var exponent = exact.Exponent;
        if (exact.Digits[(int)kept] >= (byte)'5' && !TryIncrement(digits))
        {
            // 9.9 became 10, or 0.9 became 1: all digits rolled over.
            digits = [(byte)'1', .. digits];
            exponent++;
        }

        return Write(exact.IsNegative, Encoding.ASCII.GetString(digits).TrimEnd('0'), (int)exponent);
    }

    private static bool TryReadLong(ReadOnlySpan<byte> number, out long value)
    {
        value = 0;
        return number.Length <= LongDigits && Utf8Parser.TryParse(number, out value, out var used) && used == number.Length;
    }

    private static bool TryIncrement(Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            if (digits[i] != (byte)'9')
            {
                digits[i]++;
                return true;
            }

            digits[i] = (byte)'0';
        }

        return false;
    }

    /// <summary>Writes 0.DIGITS × 10^exponent without an exponent.</summary>
    private static string Write(bool isNegative, string digits, int exponent)
    {
        var text = digits.Length == 0 ? "0"
            : exponent <= 0 ? $"0.{new string('0', -exponent)}{digits}"
            : exponent >= digits.Length ? digits.PadRight(exponent, '0')
            : $"{digits[..exponent]}.{digits[exponent..]}";
        return isNegative && digits.Length > 0 ? "-" + text : text;
    }
}
