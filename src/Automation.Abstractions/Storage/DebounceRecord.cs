namespace Automation.Storage;

/// <summary>A series of events that wait for their subject to become quiet. Its key is scope, rule and key.</summary>
public sealed record DebounceRecord
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What must be quiet; see <see cref="DebounceJoin.Key"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The run that is reserved for the series.</summary>
    public required RunId RunId { get; init; }

    /// <summary>The hash of the rule's version of the last event.</summary>
    public required string RuleHash { get; init; }

    /// <summary>The id of the trigger of the last event.</summary>
    public required string TriggerId { get; init; }

    /// <summary>The first event.</summary>
    public required AutomationEventId FirstEventId { get; init; }

    /// <summary>The last event, whose payload the run works on.</summary>
    public required AutomationEventId LastEventId { get; init; }

    /// <summary>When the first event was accepted, by the store's clock, UTC.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When it is due at the latest, UTC.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it is due, UTC: the last event and its quiet time, at most <see cref="Until"/>.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How many events it has.</summary>
    public required int Events { get; init; }
}
