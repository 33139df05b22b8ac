using Automation.Running.Writing;
using Automation.Storage;

namespace Automation.Running;

/// <summary>Gives up a run that cannot be worked on: it waits for a host that has what it needs, or until somebody releases or cancels it. One that somebody cancelled ends, even if nothing of it can be read.</summary>
internal static class HeldRun
{
    /// <summary>The key of the signal by which somebody lets a run go on. An approval is none: it says what the run may cost, and nothing else.</summary>
    public static SignalKey Release { get; } = new(new StepPath(""), SignalKind.Release, "");

    /// <summary>Whether somebody let the run go on since it was parked.</summary>
    public static bool IsReleased(IEnumerable<SignalRecord> signals) => signals.Any(static signal => signal.Key == Release);

    /// <param name="writer">The door.</param>
    /// <param name="runId">The run.</param>
    /// <param name="claimNumber">The claim number that this node holds.</param>
    /// <param name="limited">Whether the run has limits.</param>
    /// <param name="spent">What the run is said to have cost when it ends here: where nobody can tell, what it has reserved of budgets. Null when it has reserved nothing.</param>
    /// <param name="sequence">A sequence that no row of the run has.</param>
    /// <param name="signals">The run's unconsumed signals, as far as they are known.</param>
    /// <param name="hold">What it needs.</param>
    /// <param name="now">The present instant.</param>
    public static async Task RecordAsync(
        GroupCommitWriter writer, RunId runId, long claimNumber, bool limited, long? spent, int sequence, IReadOnlyList<SignalRecord> signals, RunTransition.Hold hold, DateTimeOffset now)
    {
        var cancelled = false;
        while (true)
        {
            cancelled |= signals.Any(signal => signal.Key.Kind == SignalKind.Cancel);
            var result = await writer.RecordAsync(new RecordOperation
            {
                RunId = runId,
                ClaimNumber = claimNumber,
                Entries = cancelled ? [EntryOf(EntryKind.End, sequence, now)]
                    : signals.FirstOrDefault(signal => signal.Key == Approval.Key) is { } approval ? [EntryOf(EntryKind.Approved, sequence, approval.At) with { Body = approval.Body }]
                    : [],

                // A release was heard by trying once more, an approval is in the ledger; left behind, it would wake the run at once and for ever.
                Consumed = [.. signals.Where(signal => cancelled || signal.Key.Kind == SignalKind.Release).Select(signal => signal.Key)],
                Limited = limited,
                Transition = cancelled ? new RunTransition.End(RunStatus.Cancelled, "Cancelled while parked.") { Spent = spent } : hold,
            }).ConfigureAwait(false);
            if (!result.Applied || result.Transitioned)
            {
                return;
            }

            // A signal came meanwhile and stood against the end.
            signals = result.Signals;
            sequence++;
        }
    }

    private static LedgerEntry EntryOf(EntryKind kind, int sequence, DateTimeOffset at) => new() { Path = new StepPath(""), Kind = kind, Try = sequence, Sequence = sequence, At = at };
}
