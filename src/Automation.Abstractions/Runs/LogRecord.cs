using Microsoft.Extensions.Logging;

namespace Automation;

/// <summary>One line that a handler wrote, or one progress report.</summary>
public sealed record LogRecord
{
    /// <summary>The step, with its loop indexes.</summary>
    public required StepPath Path { get; init; }

    /// <summary>Rises within a run.</summary>
    public required long Number { get; init; }

    /// <summary>The try that wrote it, counted from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The level; <see cref="LogLevel.None"/> for a progress report.</summary>
    public required LogLevel Level { get; init; }

    /// <summary>The line, or the phase of a progress report.</summary>
    public required string Message { get; init; }

    /// <summary>The percentage of a progress report; null for a line.</summary>
    public double? Percent { get; init; }
}
