using System.Text.Json;

namespace Automation;

/// <summary>A run with everything that is recorded of it.</summary>
public sealed record RunDetails : RunSummary
{
    /// <summary>The value that the rule works on, as JSON.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>Every step that was made ready so far, in the order in which that happened; loop items apart.</summary>
    public required IReadOnlyList<StepRecord> Steps { get; init; }

    /// <summary>The zone that the run reckons in: its scope's when it was created, an IANA id.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>When the run goes on by itself, UTC; null when it does not wait for an instant.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
