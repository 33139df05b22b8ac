using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Storage;

namespace Automation.Running;

internal sealed partial class RunDriver
{
    /// <summary>Records an operation in the transaction that a handler worked in. Null when neither its work nor the operation was stored.</summary>
    private async Task<RecordResult?> CommitAsync(StepTransaction transaction, RecordOperation operation)
    {
        try
        {
            var node = writer.Node ?? throw new NodeFencedException(0);
            try
            {
                var result = await transaction.CommitAsync(node, time.GetUtcNow(), operation).ConfigureAwait(false);
                if (result.MadeReady)
                {
                    writer.MadeReady?.Invoke();
                }

                return result;
            }
            catch (NodeFencedException fenced)
            {
                writer.Fenced?.Invoke(fenced);
                throw;
            }
            catch (CommitUnknownException unknown)
            {
                LogUnknown(Id, unknown);
                if (await writer.ReadBackAsync(operation, node).ConfigureAwait(false) is { } stored)
                {
                    return stored;
                }
            }
            catch (StoreUnavailableException unavailable)
            {
                LogRolledBack(Id, unavailable);
            }
        }
        finally
        {
            await transaction.EndAsync().ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>
    /// The machine has taken in an operation that was not stored: the run is folded anew from what was, and goes on here, since tries of other branches are in flight and some may have
    /// come out meanwhile. False when it is no longer ours.
    /// </summary>
    private async Task<bool> FoldAnewAsync(RecordOperation lost)
    {
        // The server may still be at the commit, and then it locks the run's row: this needs the row, too, and so comes behind. That the handler returned shows that the run can live.
        var record = new RecordOperation { RunId = Id, ClaimNumber = claimNumber, ClearRescues = true, Transition = RunTransition.Continue.Instance };
        if (await writer.RecordAsync(record).ConfigureAwait(false) is not { Applied: true })
        {
            // No longer ours, or the commit was stored after all, and it was the run's last.
            if (writer.Node is not { } node || await writer.ReadBackAsync(lost, node).ConfigureAwait(false) is not { Applied: true } stored)
            {
                return false;
            }

            Take(lost, stored);
            return true;
        }

        if (await writer.LoadAsync(Id).ConfigureAwait(false) is not { Live: { } live } found || live.ClaimNumber != claimNumber)
        {
            return false;
        }

        var folded = RunMachine.Fold(machine.Facts, found.Entries);
        lock (_gate)
        {
            machine = folded;
            meter = meter?.Anew(found);
            _rescues = live.Rescues;
            _signals = found.Signals;
            _waits.Clear();
            foreach (var wait in found.Waits)
            {
                _waits.Add(wait.Path.Value, wait);
            }

            _log?.PutBack(lost.Log, found.LastLogNumber);
            foreach (var path in Marked.Where(mark => mark.Value).Select(mark => mark.Key).ToArray())
            {
                // What is in flight answers for itself; what the try did elsewhere whose transaction broke, nobody knows.
                Marked.Remove(path);
            }
        }

        return true;
    }

    /// <summary>The work of tries whose outcome is not recorded any more.</summary>
    private static void RollBack(IEnumerable<StepResult> results)
    {
        foreach (var result in results)
        {
            _ = result.Transaction?.EndAsync();
        }
    }
}
