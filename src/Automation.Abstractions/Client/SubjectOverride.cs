namespace Automation;

/// <summary>A subject that a person has taken in hand: until it is released, no rule of the scope starts or goes on with a run about it.</summary>
public sealed record SubjectOverride
{
    /// <summary>The subject, as runs about it have it.</summary>
    public required string Subject { get; init; }

    /// <summary>Why, in words; null when nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Who; null when nobody said.</summary>
    public string? Author { get; init; }

    /// <summary>When it was last said, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
