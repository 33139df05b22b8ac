namespace Automation.Storage;

/// <summary>Which series of events of a scope to list.</summary>
public sealed record DebounceFilter
{
    /// <summary>Only those of this rule; null for all.</summary>
    public string? Rule { get; init; }

    /// <summary>Only those of this key; null for all.</summary>
    public string? Key { get; init; }

    /// <summary>Only those that start one of these runs; null for all.</summary>
    public IReadOnlyCollection<RunId>? Runs { get; init; }

    /// <summary>Only those whose run has a greater id; null for all.</summary>
    public RunId? After { get; init; }

    /// <summary>How many at most, 1 or more.</summary>
    public required int Limit { get; init; }
}
