using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Automation.Json;

/// <summary>
/// The door for JSON from outside. What passes can be parsed, stored by every store and read again without a surprise:
/// one value, valid Unicode, no NUL, no property twice, numbers that stay text, and sizes within <see cref="JsonLimits"/>.
/// </summary>
/// <remarks>
/// <see cref="JsonDocument"/> alone is not enough: it takes lone surrogates and invalid UTF-8 and throws later when the text is read,
/// and it takes a property twice. Never throws for bad input. Thread-safe.
/// </remarks>
internal static class JsonGate
{
    /// <summary>Reads the document once, from the first byte to the last.</summary>
    public static JsonGateResult Check(ReadOnlySpan<byte> utf8, JsonLimits? limits = null)
    {
        limits ??= JsonLimits.Default;
        if (utf8.Length > limits.MaxBytes)
        {
            return JsonGateResult.Refused(
                JsonCodes.TooLarge, $"The document has {utf8.Length} bytes; at most {limits.MaxBytes} are allowed.", limits.MaxBytes);
        }

        if (!Utf8.IsValid(utf8))
        {
            var position = FirstInvalidByte(utf8);
            return JsonGateResult.Refused(
                JsonCodes.InvalidText, $"The document is not valid UTF-8 at {TextPlace.Of(utf8, position)}. Send it as UTF-8.", position);
        }

        // One level more than allowed, so that we see the level that is too deep instead of an exception.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = limits.MaxDepth + 1 });
        var names = new OpenObjects(utf8);
        try
        {
            return Walk(ref reader, ref names, utf8, limits);
        }
        catch (JsonException exception)
        {
            // The exception's own text quotes the document, so only its place is used.
            var position = Position(utf8, exception);
            return JsonGateResult.Refused(
                JsonCodes.Malformed,
                $"The document is not valid JSON at {TextPlace.Of(utf8, position)}. It must be exactly one JSON value, without a byte order mark, "
                + "comments, trailing commas or NaN.",
                position);
        }
        finally
        {
            names.Dispose();
        }
    }

    private static JsonGateResult Walk(ref Utf8JsonReader reader, ref OpenObjects names, ReadOnlySpan<byte> utf8, JsonLimits limits)
    {
        var nodes = 0;
        while (reader.Read())
        {
            var result = reader.TokenType switch
            {
                JsonTokenType.PropertyName => CheckName(ref reader, ref names, utf8, limits),
                JsonTokenType.String => CheckText(ref reader, utf8, limits),
                JsonTokenType.Number => CheckNumber(ref reader, utf8, limits),
                JsonTokenType.StartObject or JsonTokenType.StartArray => CheckDepth(ref reader, limits),
                _ => JsonGateResult.Valid,
            };
            if (!result.IsValid)
            {
                return result;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName or JsonTokenType.EndArray:
                    continue;
                case JsonTokenType.EndObject:
                    names.Close();
                    continue;
                case JsonTokenType.StartObject:
                    names.Open();
                    break;
            }

            if (++nodes > limits.MaxNodes)
            {
                return Refuse(ref reader, JsonCodes.TooManyNodes, $"The document has more than {limits.MaxNodes} values.");
            }
        }

        return JsonGateResult.Valid;
    }

    private static JsonGateResult CheckName(ref Utf8JsonReader reader, ref OpenObjects names, ReadOnlySpan<byte> utf8, JsonLimits limits)
    {
        var result = CheckText(ref reader, utf8, limits);
        if (!result.IsValid)
        {
            return result;
        }

        return names.TryAdd(ref reader)
            ? JsonGateResult.Valid
            : Refuse(
                ref reader,
                JsonCodes.DuplicateProperty,
                $"The object has two properties of one name; the second is at {TextPlace.Of(utf8, (int)reader.TokenStartIndex)}. Names are compared after their "
                + "escapes are resolved.");
    }

    private static JsonGateResult CheckText(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, JsonLimits limits)
    {
        var length = reader.ValueSpan.Length;
        if (reader.ValueIsEscaped)
        {
            var escapes = JsonEscapes.Scan(reader.ValueSpan);
            if (escapes.HasNul)
            {
                return Refuse(
                    ref reader, JsonCodes.NulCharacter, $"The text at {TextPlace.Of(utf8, (int)reader.TokenStartIndex)} has the character U+0000, which is not allowed.");
            }

            if (escapes.HasLoneSurrogate)
            {
                return Refuse(
                    ref reader, JsonCodes.InvalidText, $"The text at {TextPlace.Of(utf8, (int)reader.TokenStartIndex)} has half of a surrogate pair, which is no character.");
            }

            length = escapes.DecodedLength;
        }

        return length <= limits.MaxStringBytes
            ? JsonGateResult.Valid
            : Refuse(
                ref reader,
                JsonCodes.StringTooLong,
                $"The text at {TextPlace.Of(utf8, (int)reader.TokenStartIndex)} has {length} bytes; at most {limits.MaxStringBytes} are allowed in one text or name.");
    }

    private static JsonGateResult CheckNumber(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, JsonLimits limits)
    {
        var text = reader.ValueSpan;
        if (text.Length <= limits.MaxNumberLength && Math.Abs(JsonNumber.WrittenExponent(text)) <= limits.MaxExponent)
        {
            return JsonGateResult.Valid;
        }

        return Refuse(
            ref reader,
            JsonCodes.NumberOutOfRange,
            $"The number at {TextPlace.Of(utf8, (int)reader.TokenStartIndex)} is too long or too large; at most {limits.MaxNumberLength} characters and an exponent "
            + $"from -{limits.MaxExponent} to {limits.MaxExponent} are allowed. Send it as text instead.");
    }

    // At the start of a container the reader's depth does not count that container yet.
    private static JsonGateResult CheckDepth(ref Utf8JsonReader reader, JsonLimits limits) =>
        reader.CurrentDepth < limits.MaxDepth
            ? JsonGateResult.Valid
            : Refuse(ref reader, JsonCodes.TooDeep, $"The document is nested deeper than {limits.MaxDepth} levels.");

    private static JsonGateResult Refuse(ref Utf8JsonReader reader, string code, string message) =>
        JsonGateResult.Refused(code, message, (int)reader.TokenStartIndex);

    private static int FirstInvalidByte(ReadOnlySpan<byte> utf8)
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(utf8[position..], out _, out var used) == System.Buffers.OperationStatus.Done)
        {
            position += used;
        }

        return position;
    }

    private static int Position(ReadOnlySpan<byte> utf8, JsonException exception)
    {
        var lineStart = 0;
        for (var line = 0L; line < (exception.LineNumber ?? 0); line++)
        {
            lineStart += utf8[lineStart..].IndexOf((byte)'\n') + 1;
        }

        return lineStart + (int)(exception.BytePositionInLine ?? 0);
    }
}
