namespace Automation.Storage;

/// <summary>A schedule of a rule in a scope, as it is stored. Its key is scope, rule and trigger.</summary>
public sealed record ScheduleRecord
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string Trigger { get; init; }

    /// <summary>Whether the rule is shared by scopes, be it of the host's code or stored for all; false for a rule that is stored in the scope.</summary>
    public required bool Shared { get; init; }

    /// <summary>What makes the schedule what it is, in the engine's own form: another text is an edit.</summary>
    public required string Spec { get; init; }

    /// <summary>The revision of what the scope had set for the rule when <see cref="Spec"/> was made; 0 when it had set nothing.</summary>
    public int Setting { get; init; }

    /// <summary>The next due instant, UTC; null when it is never due again, or not until the rule is enabled, opted in or resumed.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>The instant that was due last and was passed, UTC; null before the first.</summary>
    public DateTimeOffset? LastDue { get; init; }

    /// <summary>The run that it started last; null when there is none.</summary>
    public RunId? LastRunId { get; init; }

    /// <summary>How far a trigger that polls has come, in the engine's own form; null before its first poll, and for a schedule. Edits leave it.</summary>
    public string? Cursor { get; init; }
}
