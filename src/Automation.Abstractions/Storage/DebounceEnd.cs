namespace Automation.Storage;

/// <summary>Ends a series that is due: part of the acceptance of the event that says what became of it.</summary>
public sealed class DebounceEnd
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The key; see <see cref="DebounceJoin.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The run that was reserved for the series, and no other has. When the series is another one, nothing is stored.</summary>
    public required RunId RunId { get; init; }

    /// <summary>The last event that was read. Unless it is to end early, nothing is stored when the series has another one, or its instant has not come by the store's clock.</summary>
    public required AutomationEventId LastEventId { get; init; }

    /// <summary>Whether it ends before its instant has come, whatever has joined it: all its events are meant. For an end without a run, which would work on the last one.</summary>
    public bool Early { get; init; }
}
