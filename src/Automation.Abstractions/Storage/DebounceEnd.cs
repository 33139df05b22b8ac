namespace Automation.Storage;

/// <summary>Ends a series that is due: part of the acceptance of the event that says what became of it.</summary>
public sealed class DebounceEnd
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The key; see <see cref="DebounceJoin.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The run that was reserved for the series.</summary>
    public required RunId RunId { get; init; }

    /// <summary>The last event that was read. When the series has another one, is another one, or, unless it is to end early, its instant has not come by the store's clock, nothing is stored.</summary>
    public required AutomationEventId LastEventId { get; init; }

    /// <summary>Whether it may end before its instant has come.</summary>
    public bool Early { get; init; }
}
