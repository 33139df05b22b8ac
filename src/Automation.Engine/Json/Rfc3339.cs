namespace Automation.Json;

/// <summary>Reads instants as RFC 3339 writes them: date, time and offset, all three required.</summary>
internal static class Rfc3339
{
    private const int SecondsEnd = 19;
    private const int FractionDigitsOfTick = 7;

    /// <summary>Reads <c>2026-03-29T01:00:00.5+02:00</c> or <c>…Z</c>. Digits beyond a tick of 100 ns are left out; a leap second is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length <= SecondsEnd || !TryReadSeconds(text, out var ticks))
        {
            return false;
        }

        var rest = text[SecondsEnd..];
        if (rest[0] == (byte)'.' && !TryReadFraction(ref rest, ref ticks))
        {
            return false;
        }

        if (!TryReadOffset(rest, out var offset))
        {
            return false;
        }

        var utc = ticks - offset.Ticks;
        if (utc < 0 || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        instant = new DateTimeOffset(ticks, offset);
        return true;
    }

    private static bool TryReadSeconds(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text[4] != (byte)'-' || text[7] != (byte)'-' || text[10] is not ((byte)'T' or (byte)'t')
            || text[13] != (byte)':' || text[16] != (byte)':'
            || !TryReadNumber(text[..4], 9999, out var year) || !TryReadNumber(text[5..7], 12, out var month)
            || !TryReadNumber(text[8..10], 31, out var day) || !TryReadNumber(text[11..13], 23, out var hour)
            || !TryReadNumber(text[14..16], 59, out var minute) || !TryReadNumber(text[17..19], 59, out var second)
            || year == 0 || month == 0 || day == 0 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day, hour, minute, second).Ticks;
        return true;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> rest, ref long ticks)
    {
        var digits = 1;
        var unit = TimeSpan.TicksPerSecond;
        for (; digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
        {
            if (digits <= FractionDigitsOfTick)
            {
                unit /= 10;
                ticks += (rest[digits] - '0') * unit;
            }
        }

        rest = rest[digits..];
        return digits > 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        // 14 hours is the most that a DateTimeOffset takes, and the most that is in use.
        if (text is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]
            || !TryReadNumber(text[1..3], 14, out var hours) || !TryReadNumber(text[4..], 59, out var minutes)
            || (hours == 14 && minutes > 0))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = text[0] == (byte)'-' ? -offset : offset;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, int largest, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = value * 10 + (digit - '0');
        }

        return value <= largest;
    }
}
