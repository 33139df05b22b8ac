using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Running.History;

/// <summary>Counts how many tries of a step were called, as far as that is recorded: of one that was cut off by a crash nothing is, unless it had a start mark.</summary>
internal sealed class CallCounter
{
    private int _lastCalled;
    private int _lastFailed;

    public int Calls { get; private set; }

    /// <summary>Adds an entry of the step, in the order of the ledger.</summary>
    public void Add(LedgerEntry entry)
    {
        // Where a host died before it recorded that a handler began a job, the job's result is all that says so.
        var called = entry.StartedAt is not null || (entry is { Kind: EntryKind.Outcome, Status: StepStatus.Succeeded } && !EntryBody.IsReused(entry.Body));
        var number = entry.Kind is EntryKind.Outcome or EntryKind.Decision ? _lastFailed + 1 : entry.Try;
        if (called && number > _lastCalled)
        {
            (_lastCalled, Calls) = (number, Calls + 1);
        }
        else if (entry is { Kind: EntryKind.FailedTry, StartedAt: null } && number == _lastCalled)
        {
            // Marked, and not called after all.
            (_lastCalled, Calls) = (number - 1, Calls - 1);
        }

        _lastFailed = entry.Kind == EntryKind.FailedTry ? entry.Try : _lastFailed;
    }
}
