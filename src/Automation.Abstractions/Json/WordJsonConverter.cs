using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Writes an enum as its name in camelCase, and reads names only, no numbers; also as the name of a member. The enums of this package have it.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
/// <remarks>For JSON only: stores keep the numbers.</remarks>
public sealed class WordJsonConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
