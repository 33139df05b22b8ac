using Automation.Diagnostics;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running.Leases;

/// <summary>Listens to what other processes store, so that the dispatcher looks at once instead of at its next poll.</summary>
internal sealed partial class StoreListener(
    IAutomationStore store, RunDispatcher dispatcher, TimeProvider time, ActivityTracker activity, LoopState state, ILogger<StoreListener> logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    /// <summary>Listens until the token stops it; begins anew, with growing pauses, when the store lets go.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var retry = new Wakeup(time, activity);
        var delay = FirstRetry;
        while (true)
        {
            try
            {
                state.Succeeded();
                await store.ListenAsync(Heard, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                // Polling finds everything meanwhile, a little later.
                LogNotListening(delay, exception);
            }
            finally
            {
                // Also when the log throws: whoever begins anew does so after a rest.
                await RestAsync(retry, delay, stopping).ConfigureAwait(false);
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }

            delay = Backoff.After(delay, LastRetry);
        }

        void Heard()
        {
            delay = FirstRetry;
            dispatcher.Hear();
        }
    }

    private async Task RestAsync(Wakeup retry, TimeSpan delay, CancellationToken stopping)
    {
        retry.RingAfter(delay);
        try
        {
            await retry.WaitAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }

        // One look at what came while nobody listened.
        dispatcher.Hear();
        retry.Done();
    }
}
