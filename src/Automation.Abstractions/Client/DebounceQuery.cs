namespace Automation;

/// <summary>Which runs that wait for quiet to list, in the order in which their first events came.</summary>
public sealed record DebounceQuery
{
    /// <summary>Only those of this rule; null for all.</summary>
    public string? Rule { get; init; }

    /// <summary>Only those about this subject, the empty text for those about nothing in particular; null for all.</summary>
    public string? Subject { get; init; }

    /// <summary>Continue after this run: <see cref="Page{T,TKey}.Next"/> of the page before; null for the first page.</summary>
    public RunId? After { get; init; }

    /// <summary>How many to return, 1 to 200.</summary>
    /// <value>The default is 50.</value>
    public int Limit { get; init; } = 50;
}
