namespace Automation;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The item.</typeparam>
public sealed record Page<T>
{
    /// <summary>The items, in the list's order.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>What to pass as <see cref="RunQuery.After"/> for the next page; null when this is the last one.</summary>
    public RunId? Next { get; init; }
}
