namespace Automation.Storage;

/// <summary>A change of what a scope has set for a rule, with all that follows from it: one transaction.</summary>
public sealed class SettingChange
{
    /// <summary>What is set from now on. <see cref="RuleSettingRecord.Revision"/> is ignored; <see cref="RuleSettingRecord.SavedAt"/> is the caller's clock.</summary>
    public required RuleSettingRecord Setting { get; init; }

    /// <summary>The scope's version that the change was decided with; when it is another one, nothing is stored.</summary>
    public required long ScopeVersion { get; init; }

    /// <summary>For a rule that all scopes share: the version of <see cref="SharedScope"/> that the change was decided with; when it is another one, nothing is stored. Null: not checked.</summary>
    public long? SharedVersion { get; init; }

    /// <summary>
    /// Switches the rule on or off that is stored in the scope; null leaves it, and so does a rule that is not there. One of <see cref="SharedScope"/> that is switched on passes over what is due:
    /// those of its schedules, in all scopes, have no next instant until <see cref="IAutomationStore.SaveSharedSchedulesAsync"/> gives them one.
    /// </summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether it stops runs that would begin: who stores it waits for the operations that are just being stored and do not know of it, so that nothing begins after its answer.</summary>
    public bool Stops { get; init; }

    /// <summary>Schedules of the rule as they are from now on, with their next due instants. Others of the rule stay.</summary>
    public IReadOnlyList<ScheduleRecord> Schedules { get; init; } = [];

    /// <summary>Whether the schedules begin anew with the given instants, whatever was due; else they are edited as <see cref="IAutomationStore.SaveRuleAsync"/> edits them.</summary>
    public bool Restarts { get; init; }

    /// <summary>Runs that are held for this need are woken, all of them, as <see cref="ClaimRequest.Needs"/> wakes them; before others are held. Null for none.</summary>
    public string? Wakes { get; init; }

    /// <summary>Runs of the rule that have not begun are held; null for none.</summary>
    public QueuedHold? Holds { get; init; }
}
