using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Automation.Definitions;

/// <summary>Reads handles for one place of a rule, and says in the rule's words why one cannot be read.</summary>
/// <param name="scope">What is visible from that place.</param>
/// <param name="rule">The rule.</param>
/// <param name="place">The place, to begin a sentence with: <c>Step 'use'</c>.</param>
internal sealed class HandleReader(IRunScope scope, RuleIdentity rule, string place)
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    public JsonElement Read(Handle handle) => TryRead(handle, out var value)
        ? value
        : throw Unreadable(handle, handle.Absence);

    /// <summary>As <see cref="Read"/>; success without a result is null.</summary>
    public JsonElement ReadOrNull(Handle handle) => Read(handle) is { ValueKind: not JsonValueKind.Undefined } value ? value : Null;

    public bool TryRead(Handle handle, out JsonElement value)
    {
        CheckOwner(handle);
        return handle.TryRead(scope, out value);
    }

    public NodeOutcome ReadOutcome(Handle handle) => TryReadOutcome(handle, out var outcome)
        ? outcome
        : throw Unreadable(handle, handle.Absence);

    public bool TryReadOutcome(Handle handle, [NotNullWhen(true)] out NodeOutcome? outcome)
    {
        CheckOwner(handle);
        return scope.TryGetOutcome(handle.Node, out outcome);
    }

    /// <summary>The value as its type; an undefined element (success without a result) counts as null.</summary>
    public T Deserialize<T>(Handle handle, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Undefined)
        {
            return default(T) is null ? default! : throw Unreadable(handle, "which ended without one: it was completed from outside with no result.");
        }

        return value.Deserialize<T>(scope.Json)!;
    }

    /// <summary>The value of a handle that knows its own type.</summary>
    public T DeserializeOwn<T>(ValueHandle handle, JsonElement value) => value.ValueKind is JsonValueKind.Undefined
        ? Deserialize<T>(handle, value)
        : (T)handle.Deserialize(value, scope.Json)!;

    private void CheckOwner(Handle handle)
    {
        if (handle.Rule != rule)
        {
            throw Unreadable(handle, $"which belongs to rule '{handle.Rule.Name}'. A handle can be read in its own rule only.");
        }
    }

    private InvalidOperationException Unreadable(Handle handle, string why) => new($"{place} of rule '{rule.Name}' reads {handle.Thing}, {why}");
}
