using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation.Json;

/// <summary>How values of the host's become JSON and back, unless the host says otherwise.</summary>
internal static class AutomationJson
{
    private const int MaxDepth = 64;

    /// <summary>
    /// Read-only. camelCase members, enums as camelCase words, numbers as numbers; no comments, no trailing commas, no member twice.
    /// Members that a class does not know are passed over, so that an older build reads what a newer one stored.
    /// </summary>
    public static JsonSerializerOptions Default { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.Strict,
            ReadCommentHandling = JsonCommentHandling.Disallow,
            AllowDuplicateProperties = false,
            MaxDepth = MaxDepth,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
