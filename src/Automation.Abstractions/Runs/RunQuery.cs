namespace Automation;

/// <summary>Which runs of a scope to list. Newest first, by creation.</summary>
public sealed record RunQuery
{
    /// <summary>Only this rule; null for all.</summary>
    public string? Rule { get; init; }

    /// <summary>Only these statuses; empty for all.</summary>
    public IReadOnlyList<RunStatus> Statuses { get; init; } = [];

    /// <summary>Only runs about this subject; null for all.</summary>
    public string? Subject { get; init; }

    /// <summary>Only runs created at or after this instant; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only runs created before this instant; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Continue after this run: <see cref="Page{T,TKey}.Next"/> of the page before; null for the first page.</summary>
    public RunId? After { get; init; }

    /// <summary>How many to return, 1 to 200.</summary>
    /// <value>The default is 50.</value>
    public int Limit { get; init; } = 50;
}
