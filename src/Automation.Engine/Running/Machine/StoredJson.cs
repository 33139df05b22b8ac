using System.Text.Json;

namespace Automation.Running.Machine;

/// <summary>Reads JSON that the engine stored or composed.</summary>
/// <remarks>
/// A value may be as deep as the serializer allows, and the engine wraps it: in a ledger row, in the outputs of a loop. The limit for JSON from outside
/// is the gate's; what passed it, or was made here, must always be readable again.
/// </remarks>
internal static class StoredJson
{
    // The writer's own limit.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1000 };

    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8) => JsonElement.Parse(utf8, AnyDepth);
}
