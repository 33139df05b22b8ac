namespace Automation.Storage;

/// <summary>A suggestion that nobody wants.</summary>
public sealed record SuggestionDismissal
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The suggestion.</summary>
    public required SuggestionId Id { get; init; }

    /// <summary>Why; null when nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Who; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>The caller's clock, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
