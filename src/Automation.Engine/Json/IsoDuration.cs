using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Automation.Json;

/// <summary>Spans of time as ISO 8601 writes them: <c>PT30S</c>, <c>PT1H30M</c>, <c>P2D</c>, <c>P1W</c>.</summary>
internal static partial class IsoDuration
{
    private const int MaxLength = 64;

    /// <summary>The usual spelling, which <see cref="TryParse"/> reads again.</summary>
    public static string Write(TimeSpan duration) => XmlConvert.ToString(duration);

    /// <summary>
    /// Reads a span that is not negative. Years and months are refused, since their length is not fixed; so are texts beyond the range of
    /// <see cref="TimeSpan"/>, and more than seven digits of a fraction.
    /// </summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length > MaxLength || Pattern().Match(text) is not { Success: true } match)
        {
            return false;
        }

        try
        {
            var seconds = Part(match, "s");
            var minutes = Part(match, "m") + 60 * (Part(match, "h") + 24 * (Part(match, "d") + 7 * Part(match, "w")));
            duration = TimeSpan.FromTicks((long)((seconds + 60 * minutes) * TimeSpan.TicksPerSecond));
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static decimal Part(Match match, string name) =>
        match.Groups[name] is { Success: true } part ? decimal.Parse(part.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^P(?=[0-9T])((?<w>[0-9]+)W|((?<d>[0-9]+)D)?(T(?=[0-9])((?<h>[0-9]+)H)?((?<m>[0-9]+)M)?((?<s>[0-9]+(\.[0-9]{1,7})?)S)?)?)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
