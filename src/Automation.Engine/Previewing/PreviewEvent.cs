using System.Text.Json;
using Automation.Definitions;

namespace Automation.Previewing;

/// <summary>An event that a rule is previewed with, whether it happened or not.</summary>
/// <param name="Record">The event; without an id when it did not happen.</param>
/// <param name="Payload">Its payload.</param>
internal sealed record PreviewEvent(EventRecord Record, JsonElement Payload)
{
    /// <summary>Whether a class of the host's wrote the payload, or the engine: then it is read as any that is stored.</summary>
    public bool IsOfHost { get; init; }

    /// <summary>The schedule whose occurrence it is, where that is known already.</summary>
    public TriggerDefinition? Schedule { get; init; }

    public bool IsRecorded => Record.Id != default;
}
