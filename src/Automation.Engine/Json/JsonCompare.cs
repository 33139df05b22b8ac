using System.Runtime.InteropServices;
using System.Text.Json;

namespace Automation.Json;

/// <summary>Equality and order of JSON values.</summary>
internal static class JsonCompare
{
    /// <summary>
    /// Equal are: numbers of one exact value (1.0 and 1), texts of the same characters, the same literal, and objects and arrays whose
    /// parts are equal. Values of different kinds never are.
    /// </summary>
    public static bool AreEqual(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return false;
        }

        return left.ValueKind switch
        {
            JsonValueKind.String => JsonText.Utf8(left).SequenceEqual(JsonText.Utf8(right)),
            JsonValueKind.Number => CompareNumbers(left, right) == 0,
            JsonValueKind.Object or JsonValueKind.Array => JsonElement.DeepEquals(left, right),
            _ => true,
        };
    }

    /// <summary>
    /// Puts two values in order: numbers by their exact value, two RFC 3339 instants by time, other texts by their characters' code points.
    /// False when the two have no order.
    /// </summary>
    public static bool TryOrder(JsonElement left, JsonElement right, out int order)
    {
        order = 0;
        if (left.ValueKind != right.ValueKind)
        {
            return false;
        }

        switch (left.ValueKind)
        {
            case JsonValueKind.Number:
                order = CompareNumbers(left, right);
                return true;
            case JsonValueKind.String:
                order = CompareTexts(JsonText.Utf8(left), JsonText.Utf8(right));
                return true;
            default:
                return false;
        }
    }

    private static int CompareNumbers(JsonElement left, JsonElement right) =>
        JsonNumber.Compare(JsonMarshal.GetRawUtf8Value(left), JsonMarshal.GetRawUtf8Value(right));

    // UTF-8 bytes are in the order of code points.
    private static int CompareTexts(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        Rfc3339.TryParse(left, out var leftInstant) && Rfc3339.TryParse(right, out var rightInstant)
            ? leftInstant.CompareTo(rightInstant)
            : left.SequenceCompareTo(right);
}
