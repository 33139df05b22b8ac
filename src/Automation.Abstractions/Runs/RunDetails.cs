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

    /// <summary>What the run may cost at most, in credits, as it was estimated when it was created; null for a rule without <c>GuardOptions.ApprovalAbove</c> and without a budget.</summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>What the recorded calls of steps cost, in credits, by what their actions cost today: each try is a call, so that it may be more than was estimated. Steps taken over from the run that this one goes on from cost nothing again.</summary>
    public decimal Cost { get; init; }

    /// <summary>When somebody approved what it may cost, UTC; null when nobody did.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Who approved it; null when nobody did, or did not say.</summary>
    public string? ApprovedBy { get; init; }
}
