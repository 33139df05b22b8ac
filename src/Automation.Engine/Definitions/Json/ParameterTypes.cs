using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Which values parameters may have.</summary>
internal static partial class ParameterTypes
{
    /// <summary>The type of texts, the only one with formats.</summary>
    public const string Text = "string";

    /// <summary>The rule of names, as the second sentence of a fault.</summary>
    public const string NameRule = "Use 1 to 64 of A–Z, a–z, 0–9, '_' and '-', beginning with a letter.";

    private static readonly string[] Types = [Text, "integer", "number", "boolean", "array", "object"];

    private static readonly Dictionary<string, Func<string, bool>> Formats = new(StringComparer.Ordinal)
    {
        ["date"] = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["time"] = text => TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["date-time"] = text => Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _),
        ["duration"] = text => IsoDuration.TryParse(text, out _),
        ["time-zone"] = text => TimeZones.TryFind(text, out _, out _),
        ["uri"] = text => Uri.TryCreate(text, UriKind.Absolute, out _),
        ["uuid"] = text => Guid.TryParseExact(text, "D", out _),
    };

    public static string ListedTypes { get; } = string.Join(", ", Types);

    public static string ListedFormats { get; } = string.Join(", ", Formats.Keys);

    public static bool IsName(string name) => Name().IsMatch(name);

    public static bool IsType(string type) => Types.Contains(type);

    public static bool IsFormat(string format) => Formats.ContainsKey(format);

    /// <summary>Whether a value is of a type, and for texts of a format; null for none.</summary>
    public static bool Fits(JsonElement value, string type, string? format) => type switch
    {
        Text => value.ValueKind == JsonValueKind.String && (format is null || Formats[format](value.GetString()!)),
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    public static string Describe(string type, string? format) =>
        format is null ? $"a value of the type '{type}'" : $"a value of the type '{type}' and the format '{format}'";

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
