namespace Automation;

/// <summary>What a condition handler knows of the question.</summary>
public sealed class ConditionContext
{
    /// <summary>The scope of the event or run.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What the event or run is about; null when about nothing in particular.</summary>
    public string? Subject { get; init; }
}
