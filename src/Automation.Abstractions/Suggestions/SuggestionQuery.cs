namespace Automation;

/// <summary>Which suggestions of a scope to list, the best first; of those with one score the oldest.</summary>
public sealed record SuggestionQuery
{
    /// <summary>Only those of which this became; null for all.</summary>
    /// <value>The default is <see cref="SuggestionState.Open"/>.</value>
    public SuggestionState? State { get; init; } = SuggestionState.Open;

    /// <summary>Continue behind this place: <see cref="Page{T,TKey}.Next"/> of the page before; null for the first page.</summary>
    public SuggestionPlace? After { get; init; }

    /// <summary>How many to return, 1 to 200.</summary>
    /// <value>The default is 50.</value>
    public int Limit { get; init; } = 50;
}
