using Automation.Diagnostics;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running.Leases;

/// <summary>Listens to what other processes store, so that the loops look soon instead of at their next poll.</summary>
internal sealed partial class StoreListener(
    IAutomationStore store, StoreNews news, TimeProvider time, ActivityTracker activity, LoopState state, ILogger<StoreListener> logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    // A store may call back from any thread, also when its listening is over.
    private readonly Lock _turn = new();

    /// <summary>Listens until the token stops it; begins anew, with growing pauses, when the store lets go.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var retry = new Wakeup(time, activity);
        var delay = FirstRetry;
        while (true)
        {
            var over = false;
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
                lock (_turn)
                {
                    over = true;
                    if (!stopping.IsCancellationRequested)
                    {
                        news.Lose();
                    }
                }

                // Also when the log throws: whoever begins anew does so after a rest.
                await RestAsync(retry, delay, stopping).ConfigureAwait(false);
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }

            delay = Backoff.After(delay, LastRetry);

            void Heard()
            {
                // What comes late, of a listening that is over, is no sign that the next one hears.
                lock (_turn)
                {
                    if (!over)
                    {
                        delay = FirstRetry;
                        news.Hear();
                    }
                }
            }
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
        news.Told?.Invoke();
        retry.Done();
    }
}
