using System.Text.Json;

namespace Automation;

/// <summary>What a scope has set for a rule, and what follows from it. It survives deployments and new versions of the rule.</summary>
public sealed record RuleSettings
{
    /// <summary>The scope; <c>*</c>, a name that no scope can have, for what is said of a rule that all scopes share (<see cref="ISharedRules"/>).</summary>
    public required string Scope { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>Counts the changes; 0 when nothing was ever set. Pass it as <see cref="SettingOptions.ExpectedRevision"/> so that two who edit at the same time do not undo each other.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether the rule is switched on in this scope; one that all scopes share is not where it is switched off for all. <see cref="Stops"/> says which of the two, and who did it.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether the host, or the rule by its guards, requires a preview of exactly this definition before the rule runs, and none is recorded.</summary>
    public bool AwaitsPreview { get; init; }

    /// <summary>The preview of exactly this definition that was recorded; null for none. <see cref="IStoredRules.ListPreviewsAsync"/> has those of others.</summary>
    public RulePreview? Previewed { get; init; }

    /// <summary>Whether the scope opted in (true) or out (false); null when it said neither.</summary>
    public bool? OptedIn { get; init; }

    /// <summary>The pause; null when the rule is not paused, or the pause is over.</summary>
    public RulePause? Pause { get; init; }

    /// <summary>Everything that keeps events and schedules from starting runs now, each with who did it, when and why. The first is the one that verdicts name; empty when runs start.</summary>
    public IReadOnlyList<RuleStop> Stops { get; init; } = [];

    /// <summary>Why events and schedules start no runs now: <see cref="VerdictReason.Disabled"/>, <see cref="VerdictReason.OptedOut"/> or <see cref="VerdictReason.Paused"/>; null when they do.</summary>
    public VerdictReason? StoppedBy => Stops is [var first, ..] ? first.Verdict : null;

    /// <summary>The parameters as they count in this scope: an object; empty when the rule has none.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>The parameters that the scope overrides, with its values, also those in <see cref="Drift"/>: an object.</summary>
    public required JsonElement ParameterOverrides { get; init; }

    /// <summary>The guards as they count in this scope, in the words of rules as JSON, without those that have their default: an object.</summary>
    public required JsonElement Guards { get; init; }

    /// <summary>The guards that the scope overrides, with its values, also those in <see cref="Drift"/>: an object.</summary>
    public required JsonElement GuardOverrides { get; init; }

    /// <summary>
    /// Overrides that do not fit the rule as it is deployed now: it has no such parameter any more, or takes no such value. They are kept and do not count; a build that they fit takes
    /// them again. Each has its JSON Pointer.
    /// </summary>
    public required IReadOnlyList<RuleFault> Drift { get; init; }

    /// <summary>Who made the last change, whichever it was; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>When the last change was made, UTC; null when there was none.</summary>
    public DateTimeOffset? SavedAt { get; init; }
}
