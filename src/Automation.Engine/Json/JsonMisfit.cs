using System.Text.Json;

namespace Automation.Json;

/// <summary>Why a value cannot be read as a type of the host's.</summary>
/// <param name="Pointer">Where, as a JSON Pointer; empty for the whole value.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Reason">What the serializer says, a sentence without a place.</param>
internal sealed record JsonMisfit(string Pointer, JsonElement Value, string Reason)
{
    /// <summary>The same without the value, for what is logged: <c>'/total' is of kind String. The JSON value …</c></summary>
    public string Place => $"{(Pointer.Length == 0 ? "it" : ShortText.Quote(Pointer))} is of kind {Value.ValueKind}. {Reason}";

    /// <summary>Two sentences: <c>'/total' is 'many'. The JSON value could not be converted to System.Decimal.</c></summary>
    public string Words => $"{(Pointer.Length == 0 ? "it" : ShortText.Quote(Pointer))} is {JsonShown.Of(Value)}. {Reason}";
}
