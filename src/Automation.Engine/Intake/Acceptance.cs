using Automation.Breaking;
using Automation.Running;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>What was decided about an event, rule by rule, before it is stored.</summary>
internal sealed class Acceptance
{
    /// <summary>Whether the payload came as JSON: no class of this host has written it.</summary>
    public bool IsFromOutside { get; init; }

    public List<Verdict> Verdicts { get; } = [];

    public List<NewRun> Runs { get; } = [];

    /// <summary>Of the runs that this node will own.</summary>
    public List<RunDriver> Drivers { get; } = [];

    /// <summary>The series of events that it joins.</summary>
    public IReadOnlyList<DebounceJoin> Joins { get; private set; } = [];

    /// <summary>What its runs took of breakers that let one run through.</summary>
    public IReadOnlyList<BreakerTrial> Trials { get; private set; } = [];

    public void Refuse(string rule, VerdictReason reason, string? detail = null) => Verdicts.Add(new Verdict { Rule = rule, Reason = reason, Detail = detail });

    public void Take(BreakerTrial trial) => Trials = [.. Trials, trial];

    public void Join(DebounceJoin join)
    {
        Joins = [.. Joins, join];
        Verdicts.Add(new Verdict { Rule = join.Rule, Reason = VerdictReason.Debounced, RunId = join.RunId });
    }
}
