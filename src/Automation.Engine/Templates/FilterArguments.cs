using System.Globalization;
using System.Text.Json;
using Automation.Json;

namespace Automation.Templates;

/// <summary>Checks arguments of filters: literals when the template is read, values of paths when it is rendered.</summary>
internal static class FilterArguments
{
    /// <summary>Lengths and digits up to here make sense.</summary>
    private const int MaxCount = 100_000;

    private const int MaxFormatLength = 64;

    public static bool Fits(FilterArgumentKind kind, TemplateValue value) => kind switch
    {
        FilterArgumentKind.Any => true,
        FilterArgumentKind.Count => value.Element.ValueKind == JsonValueKind.Number
            && value.Element.TryGetInt32(out var count) && count is >= 0 and <= MaxCount,
        FilterArgumentKind.DateFormat => IsText(value) && IsDateFormat(value.ScalarText()),
        FilterArgumentKind.TimeZone => IsText(value) && TimeZones.TryFind(value.ScalarText(), out _, out _),
        _ => IsText(value),
    };

    public static int Count(TemplateValue value) => value.Element.GetInt32();

    public static string Describe(FilterArgumentKind kind) => kind switch
    {
        FilterArgumentKind.Count => "a whole number from 0 to 100000",
        FilterArgumentKind.DateFormat => "a format of date and time such as 'yyyy-MM-dd HH:mm'",
        FilterArgumentKind.TimeZone => "the id of a time zone such as 'Europe/Berlin'",
        FilterArgumentKind.Text => "a text",
        _ => "a value",
    };

    private static bool IsText(TemplateValue value) => value.Element.ValueKind == JsonValueKind.String;

    private static bool IsDateFormat(string format)
    {
        if (format.Length is 0 or > MaxFormatLength)
        {
            return false;
        }

        try
        {
            _ = DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
