using Automation.Running.Steps;
using Automation.Storage;

namespace Automation.Running;

internal sealed partial class RunDriver
{
    /// <summary>Records an operation in the transaction that a handler worked in. Null when neither its work nor the operation was stored: the run was given back, and the try is made anew.</summary>
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

        // The machine has taken the outcome already, and the ledger has not: whoever claims the run next folds it anew.
        await writer.RecordAsync(new RecordOperation { RunId = Id, ClaimNumber = claimNumber, Limited = limited, Transition = RunTransition.Release.Instance }).ConfigureAwait(false);
        return null;
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
