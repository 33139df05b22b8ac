namespace Automation;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The item.</typeparam>
/// <typeparam name="TKey">What says where a page ends.</typeparam>
public sealed record Page<T, TKey>
    where TKey : struct
{
    /// <summary>The items, in the list's order. A page of a list that is filtered by what no index knows may have fewer than asked for, or none, and not be the last.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>What to pass as <c>After</c> of the query for the next page; null when this is the last one.</summary>
    public TKey? Next { get; init; }
}
