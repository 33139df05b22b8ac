using Automation.Diagnostics;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Running.Steps;

/// <summary>A try's transaction together with the DI scope that it lives in: both outlive the handler until the outcome is recorded.</summary>
internal sealed class StepTransaction(IStepTransaction transaction, AsyncServiceScope services, ActivityTracker activity)
{
    private int _ended;

    /// <inheritdoc cref="IStepTransaction.CommitAsync"/>
    public Task<RecordResult> CommitAsync(NodeLease node, DateTimeOffset now, RecordOperation operation) => transaction.CommitAsync(node, now, operation, CancellationToken.None);

    /// <summary>Rolls back what is not committed, and lets go of the scope. Harmless when repeated; never throws: a transaction that nobody commits is rolled back anyway.</summary>
    public async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        activity.Enter();
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection is gone, and the transaction with it.
        }

        try
        {
            await services.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A service of the host's own: the try is over, and its outcome stands.
        }
        finally
        {
            activity.Leave();
        }
    }
}
