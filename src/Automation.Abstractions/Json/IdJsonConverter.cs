using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Writes an id as a JSON string, as its text, and reads exactly such a text; also as the name of a member. The ids of this package have it.</summary>
/// <typeparam name="TId">The id.</typeparam>
public sealed class IdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IParsable<TId>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no string, or not the text of such an id.</exception>
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
        ? Read(reader.GetString()!)
        : throw new JsonException($"A value of type '{typeof(TId).Name}' is a JSON string, and this is a token of kind {reader.TokenType}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }

    /// <inheritdoc/>
    /// <exception cref="JsonException">The name is not the text of such an id.</exception>
    public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.ToString()!);
    }

    private static TId Read(string text)
    {
        try
        {
            return TId.Parse(text, CultureInfo.InvariantCulture);
        }
        catch (FormatException fault)
        {
            throw new JsonException(fault.Message, fault);
        }
    }
}
