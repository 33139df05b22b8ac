using Automation.Definitions;
using Automation.Matching;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Scheduling;

/// <summary>An occurrence that is due, with everything that accepting it needs.</summary>
internal sealed class DueOccurrence
{
    /// <summary>The schedule as it was read.</summary>
    public required ScheduleRecord Record { get; init; }

    public required ScopedSchedule Schedule { get; init; }

    public required OccurrencePlan Plan { get; init; }

    /// <summary>The rule as the scope has it.</summary>
    public required ScopedRule Scoped { get; init; }

    public RuleDefinition Rule => Scoped.Rule;

    public required TriggerDefinition Trigger { get; init; }

    /// <summary>Why no run follows, whatever the plan says: the rule is stopped in the scope. Null when it is not.</summary>
    public required Verdict? Refusal { get; init; }

    /// <summary>What counted in the scope when this was decided.</summary>
    public required ScopeIndex Index { get; init; }

    /// <summary>Whether what is stored is not this build's schedule, nor an edit that this host has not heard of; or is of a machine with other data of the zone.</summary>
    public bool IsOfAnotherBuild => Record.Spec != Schedule.Spec && (Scoped.Source.Origin == RuleOrigin.Code || Schedule.IsWithOtherZoneData(Record));

    public Occurrence Occurrence => Schedule.At(Plan.Due) with { Missed = Plan.Missed, FirstMissed = Plan.FirstMissed, LastMissed = Plan.LastMissed };

    public ScheduleAdvance Advance => new() { Rule = Rule.Name, Trigger = Trigger.Id, Seen = Record.NextDue!.Value, Next = Plan.Next, Spec = Schedule.Spec, Setting = Scoped.Revision };
}
