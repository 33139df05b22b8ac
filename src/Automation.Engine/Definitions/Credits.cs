using System.Globalization;

namespace Automation.Definitions;

/// <summary>Amounts of credits: what is written, and what is stored, as whole millionths.</summary>
internal static class Credits
{
    /// <summary>What an amount may be, for messages.</summary>
    public const string Range = "0 to 1,000,000,000 is allowed, with at most six digits behind the point";

    /// <summary>The greatest amount that somebody may write.</summary>
    public const decimal Most = 1_000_000_000m;

    /// <summary>The greatest sum: greater ones count as this.</summary>
    public const decimal MostInAll = 1_000_000_000_000m;

    private const decimal Millionths = 1_000_000m;

    public static bool IsAmount(decimal value) => value is >= 0 and <= Most && decimal.Round(value, 6) == value;

    /// <summary>The amount without needless zeros.</summary>
    public static string Text(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    public static long ToMillionths(decimal value) => (long)(Math.Min(value, MostInAll) * Millionths);

    public static decimal OfMillionths(long value) => value / Millionths;

    /// <summary>Rounds up to whole millionths: an estimate is never too low.</summary>
    public static decimal RoundUp(decimal value) => decimal.Ceiling(value * Millionths) / Millionths;
}
