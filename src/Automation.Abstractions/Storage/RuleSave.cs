using System.Diagnostics.CodeAnalysis;

namespace Automation.Storage;

/// <summary>A rule that is saved, with all that changes with it: one transaction.</summary>
public sealed class RuleSave
{
    /// <summary>
    /// The rule. <see cref="StoredRule.Version"/> is ignored; <see cref="StoredRule.Enabled"/> counts for a rule that is new or was deleted only. <see cref="StoredRule.SavedAt"/> is the caller's clock.
    /// </summary>
    public required StoredRule Rule { get; init; }

    /// <summary>All schedules of the rule, not shared, with their next due instants.</summary>
    public IReadOnlyList<ScheduleRecord> Schedules { get; init; } = [];

    /// <summary>The version that must be present, 0 for a rule that must be new or deleted; null for any. Not asked when the present version is this one already.</summary>
    public int? ExpectedVersion { get; init; }

    /// <summary>
    /// The version that was present when <see cref="Setting"/>, or anything else that the caller answers for, was decided; 0 for none or a deleted rule. When another is present, nothing is stored, whatever version is expected.
    /// Null: not asked.
    /// </summary>
    public int? SeenVersion { get; init; }

    /// <summary>Whether a rule that is there is switched off, also when its present version is this one already.</summary>
    public bool Disables { get; init; }

    /// <summary>
    /// What the scope sets for the rule from now on; null leaves it. Its <see cref="RuleSettingRecord.Revision"/> is the one that this was decided with, 0 for none: the next one is stored. When another is present, nothing is stored.
    /// </summary>
    public RuleSettingRecord? Setting { get; init; }

    /// <summary>The suggestion that is accepted by this; null for none. Then <see cref="SeenVersion"/> is 0.</summary>
    public SuggestionAcceptance? Accepts { get; init; }

    /// <summary>Runs that are held for this need are woken, all of them, as <see cref="SettingChange.Wakes"/> wakes them. Null for none.</summary>
    public string? Wakes { get; init; }

    /// <summary>Whether the present version is what is saved, so that no other one is stored: it has the same hash and the same JSON. Of one hash there may be versions that tell people other things.</summary>
    /// <param name="present">The present version; null when there is none, or the rule was deleted.</param>
    public bool IsStored([NotNullWhen(true)] StoredRule? present) =>
        present is not null && string.Equals(present.Hash, Rule.Hash, StringComparison.Ordinal) && string.Equals(present.Json, Rule.Json, StringComparison.Ordinal);
}
