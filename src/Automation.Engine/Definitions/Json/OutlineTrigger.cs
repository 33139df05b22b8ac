namespace Automation.Definitions.Json;

/// <summary>A trigger as far as paths are about it.</summary>
/// <param name="Kind">The kind; null when it does not say one.</param>
/// <param name="Event">For an event trigger: the event's type; null when it does not say one.</param>
/// <param name="IsMapped">Whether it has an input of its own.</param>
internal sealed record OutlineTrigger(TriggerKind? Kind, string? Event, bool IsMapped);
