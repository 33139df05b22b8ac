using System.Text.Json;

namespace Automation;

/// <summary>What a rule would do with an input. Nothing of it was done, and nothing was stored.</summary>
/// <remarks>
/// Asked are the rule's condition and steps, and whether the run would cost more than a whole budget. What depends on the moment (limits, what is left of a budget, debounce, pauses and the like) is not: it is decided when an event is accepted.
/// </remarks>
public sealed record PreviewReport
{
    /// <summary>The scope in which it was made.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The content hash of the definition that was previewed.</summary>
    public required string Hash { get; init; }

    /// <summary>The recorded event that it was previewed with; null for an event that did not happen, and for an input.</summary>
    public AutomationEventId? EventId { get; init; }

    /// <summary>The stored name of the event's type; null for an input.</summary>
    public string? EventType { get; init; }

    /// <summary>The occurrence of a schedule that it was previewed with; null for everything else.</summary>
    public Occurrence? Occurrence { get; init; }

    /// <summary>Whether its condition lets the input pass, and no budget is too small for it, so that a run would start while the rule is switched on.</summary>
    public required bool WouldRun { get; init; }

    /// <summary>The same as a verdict: <see cref="VerdictReason.Ran"/>, or why not.</summary>
    public required VerdictReason Reason { get; init; }

    /// <summary>For a false condition its text and the values seen, for a fault the error, for a budget the numbers; null when there is nothing to say.</summary>
    public string? Detail { get; init; }

    /// <summary>What the run would be about; null when about nothing in particular.</summary>
    public string? Subject { get; init; }

    /// <summary>The rule's input, mapped from the event; undefined when the mapping failed.</summary>
    public required JsonElement Input { get; init; }

    /// <summary>The steps, in the order in which the flow reaches them, branches one after the other; empty when the rule would not run.</summary>
    public required IReadOnlyList<PreviewStep> Steps { get; init; }

    /// <summary>How the run would end if its steps succeed; null when that depends on what only a run can tell, and when the rule would not run.</summary>
    public RunStatus? Ends { get; init; }

    /// <summary>Why it would end so; null when there is nothing to say.</summary>
    public string? EndReason { get; init; }

    /// <summary>What the run may cost at most, in credits; null when the rule would not run, or when an <see cref="IActionCost{TAction}"/> fails.</summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>Whether the run would wait for an approval before its first step, since it may cost more than <c>GuardOptions.ApprovalAbove</c>.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>Whether there are more steps than are shown: 500 at most.</summary>
    public bool Truncated { get; init; }
}
