using System.Text.Json;

namespace Automation;

/// <summary>What a rule is previewed with.</summary>
public abstract record PreviewInput
{
    private PreviewInput()
    {
    }

    /// <summary>The rule's own input, as for a manual start; the rule's condition is asked all the same.</summary>
    /// <param name="Input">The input.</param>
    public sealed record Value(JsonElement Input) : PreviewInput;

    /// <summary>An event that did not happen.</summary>
    /// <param name="Type">The stored name of its type; the rule must have a trigger for it.</param>
    /// <param name="Payload">The payload, checked like that of one that is published as JSON.</param>
    /// <param name="Subject">What it is about; null: what its class says, if the host knows it.</param>
    public sealed record Event(string Type, JsonElement Payload, string? Subject = null) : PreviewInput;

    /// <summary>An event that was accepted in the scope.</summary>
    /// <param name="Id">The event; the rule must have a trigger for its type.</param>
    public sealed record Recorded(AutomationEventId Id) : PreviewInput;

    /// <summary>An occurrence of one of the rule's schedules, as it is in the scope, which need not have come: the run is shown as it would begin then.</summary>
    /// <param name="At">The first occurrence at this instant or later; null: the next one from now.</param>
    /// <param name="Trigger">The schedule's trigger id inside the rule; null: the one that is due first.</param>
    public sealed record Occurrence(DateTimeOffset? At = null, string? Trigger = null) : PreviewInput;
}
