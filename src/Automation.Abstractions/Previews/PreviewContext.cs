namespace Automation;

/// <summary>What an <see cref="IActionPreview{TAction}"/> knows of the question.</summary>
public sealed class PreviewContext
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The step, with the indexes of the loops around it.</summary>
    public required StepPath Path { get; init; }

    /// <summary>What the run would be about; null when about nothing in particular.</summary>
    public string? Subject { get; init; }
}
