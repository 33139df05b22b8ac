using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Running.Reruns;

/// <summary>Decides which rows of an ended run's ledger a new run begins with.</summary>
/// <remarks>
/// What the flow went past is taken over: steps that succeeded, tried steps whatever came of them, answers of conditions, delays, waits that led on. Where it stopped, and what came
/// after, is left to the new run, and so are steps of OnFailure blocks: they were about the former failure.
/// </remarks>
internal static class Takeover
{
    /// <summary>Applies the rows to a machine that has just started; returns them as the new run's own, each with what it decided.</summary>
    public static List<LedgerEntry> Apply(RunMachine machine, IReadOnlyList<LedgerEntry> former, string? fromStep, DateTimeOffset now)
    {
        var taken = new List<LedgerEntry>();
        foreach (var entry in former)
        {
            if (machine.Ending || entry.Path.StepId == fromStep || !machine.Work.TryGetValue(entry.Path.Value, out var work) || !LeadsOn(work, entry))
            {
                continue;
            }

            // No start: nothing is run for it here.
            var own = new LedgerEntry
            {
                Path = entry.Path,
                Kind = entry.Kind,
                Sequence = machine.NextSequence,
                Status = entry.Status,
                At = now,
                Body = EntryBody.Reuse(entry.Body),
            };
            machine.Apply(own);
            taken.Add(own with { Next = machine.TakeDecisions() });
        }

        return taken;
    }

    private static bool LeadsOn(Work work, LedgerEntry entry) => !IsHandling(work.Frame) && (entry.Kind, work) switch
    {
        (EntryKind.Decision, ConditionWork) => true,
        (EntryKind.Outcome, ConditionWork) => false,
        (EntryKind.Outcome, StepWork { Step.Tried: true }) => entry.Status != StepStatus.Cancelled,
        (EntryKind.Outcome, WaitWork { Wait.TimedOut: not null }) => entry.Status is StepStatus.Succeeded or StepStatus.TimedOut,
        (EntryKind.Outcome, _) => entry.Status == StepStatus.Succeeded,
        _ => false,
    };

    private static bool IsHandling(Frame frame)
    {
        for (var at = frame; at is not null; at = at.Owner?.Frame)
        {
            if (at.Handles is not null)
            {
                return true;
            }
        }

        return false;
    }
}
