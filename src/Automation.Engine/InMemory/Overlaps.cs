namespace Automation.Storage;

/// <summary>Runs that may not overlap: who is refused, who follows, who is replaced.</summary>
internal static class Overlaps
{
    /// <summary>The rule's answer to a further run; null when it may be created.</summary>
    public static BusyRule? Refusal(InMemoryDatabase data, NewRun created)
    {
        if (created.Limits is not { MaxQueued: { } most } limits)
        {
            return null;
        }

        var row = new RunRow(created.Run, 0, limits, null);
        return limits.Overlap is not null && data.Runs.Overlaps.Count(row) > most ? Busy(data, row, data.Runs.Overlaps.HolderOf(row))
            : limits.OfRule is { } ofRule && data.Runs.Permits.Count(row) >= (long)ofRule + most ? Busy(data, row, OldestAtWork(data, row))
            : null;
    }

    /// <summary>The state of a run with limits that begins.</summary>
    public static LiveState FirstState(InMemoryDatabase data, RunRow row) => row.Overlap is not null && data.Runs.Overlaps.Count(row) > 0 ? LiveState.Queued : LiveState.Blocked;

    /// <summary>A run has ended: the next one has its key, and waits for its permit, or for the end of a pause.</summary>
    public static void Promote(InMemoryDatabase data, RunRow ended)
    {
        if (data.Runs.Overlaps.HolderOf(ended) is null && data.Runs.Overlaps.NextOf(ended) is { } next)
        {
            var row = data.Runs.Find(next)!;
            data.Runs.SetLive(row, row.Live! with { State = row.Live.Need is null ? LiveState.Blocked : LiveState.Parked }, data.Undo);
        }
    }

    /// <summary>Cancels every other run that is about the same.</summary>
    /// <returns>Those that the node owns, and whether one became ready.</returns>
    public static (IEnumerable<RunId> Notify, bool Woken) Replace(InMemoryDatabase data, CommitBatch batch, RunRow newer, ReadOnlyMemory<byte> body)
    {
        var notify = new List<RunId>();
        var woken = false;
        foreach (var id in data.Runs.Overlaps.All(newer).Where(id => id != newer.Record.Id))
        {
            var older = data.Runs.Find(id)!;
            Signals.Add(data, older, new SignalRecord(new SignalKey(new StepPath(""), SignalKind.Cancel, ""), Copies.Of(body), batch.Now.ToUniversalTime()));
            woken |= Signals.Wake(data, older, held: true, cancel: true);
            if (older.IsOwnedBy(batch.Node))
            {
                notify.Add(id);
            }
        }

        return (notify, woken);
    }

    private static RunId? OldestAtWork(InMemoryDatabase data, RunRow row) => data.Runs.Newest(row.Record.Scope, null)
        .Where(run => run.Record.Rule == row.Record.Rule && run.Limits?.OfRule is not null && run.Live is { } live && (live.HoldsPermit || live.State == LiveState.Blocked))
        .OrderBy(run => !run.Live!.HoldsPermit).ThenBy(run => run.Record.Id).FirstOrDefault()?.Record.Id;

    private static BusyRule Busy(InMemoryDatabase data, RunRow row, RunId? holder) =>
        new(row.Record.Rule, holder, holder is { } id ? data.Runs.Find(id)!.Record.At : null);
}
