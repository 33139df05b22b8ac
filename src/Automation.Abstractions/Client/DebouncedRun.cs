namespace Automation;

/// <summary>A run that does not exist yet: events about its subject wait until that is quiet, and the last of them starts it. See <c>GuardOptions.Debounce</c>.</summary>
public sealed record DebouncedRun
{
    /// <summary>The run's id, which the verdicts of its events name.</summary>
    public required RunId RunId { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What must be quiet; null for events about nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>When it is due, UTC, unless another event comes before.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it is due at the latest, UTC, whatever comes.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When the first event was accepted, UTC.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>How many events wait.</summary>
    public required int Events { get; init; }

    /// <summary>The first of them.</summary>
    public required AutomationEventId FirstEventId { get; init; }

    /// <summary>The last of them, whose payload the run will work on.</summary>
    public required AutomationEventId LastEventId { get; init; }
}
