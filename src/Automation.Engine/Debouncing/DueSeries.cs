using Automation.Matching;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Debouncing;

/// <summary>A series that is due, with everything that ending it needs.</summary>
internal sealed class DueSeries
{
    /// <summary>The series as it was read.</summary>
    public required DebounceRecord Record { get; init; }

    /// <summary>The last event; null when it is not stored any more.</summary>
    public required EventRecord? Last { get; init; }

    /// <summary>The rule's version of the last event; null when there is nothing to start.</summary>
    public ScopedRule? Rule { get; init; }

    /// <summary>Why no run can follow, whatever the guards say; null when they decide.</summary>
    public Verdict? Refusal { get; init; }

    /// <summary>The scope as this was decided with it; null when it does not matter.</summary>
    public ScopeIndex? Index { get; init; }

    /// <summary>Whether it ends before it is due.</summary>
    public bool Early { get; init; }

    public DebounceEnd End => new() { Rule = Record.Rule, Key = Record.Key, RunId = Record.RunId, LastEventId = Record.LastEventId, Early = Early };

    public QuietPeriod Period => new(
        Record.Rule, Record.RunId.Value, Record.Events, Record.FirstEventId.Value, Record.LastEventId.Value, Record.FirstAt, Record.DueAt);
}
