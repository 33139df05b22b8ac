using Automation.Diagnostics;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Retention;

/// <summary>Deletes from time to time what is too old, scope by scope.</summary>
/// <remarks>Every host that works on runs does; what one has deleted the next does not find.</remarks>
internal sealed partial class RetentionPass(
    IAutomationStore store, Purger purger, Func<bool> works, TimeProvider time, ActivityTracker activity, AutomationOptions options, ILogger<RetentionPass> logger)
{
    private const int PageLimit = 200;

    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    private readonly Wakeup _wakeup = new(time, activity);

    /// <summary>Passes until the token stops it. A pass that fails is left to the next one.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var interval = options.Retention.Interval;
        _wakeup.RingAfter(interval == Timeout.InfiniteTimeSpan || interval < First ? interval : First);
        while (true)
        {
            try
            {
                await _wakeup.WaitAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                _wakeup.Dispose();
                return;
            }

            try
            {
                if (works())
                {
                    await RunOnceAsync(stopping).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The next wait ends the loop.
            }
            catch (Exception exception)
            {
                // One bad pass must not end the loop: what is too old stays so.
                LogPassFailed(interval, exception);
            }

            _wakeup.RingAfter(interval);
            _wakeup.Done();
        }
    }

    /// <summary>One pass over all scopes, by the ages of the options. Returns what it deleted.</summary>
    public async Task<PurgeResult> RunOnceAsync(CancellationToken cancellationToken)
    {
        var sum = new PurgeResult();
        IReadOnlyList<string> page;
        string? after = null;
        do
        {
            page = await store.ListScopesAsync(after, PageLimit, cancellationToken).ConfigureAwait(false);
            foreach (var scope in page)
            {
                sum += await purger.PurgeAsync(scope, options.Retention.Ages(), cancellationToken).ConfigureAwait(false);
                after = scope;
            }
        }
        while (page.Count == PageLimit);
        var keys = await purger.ForgetAsync(options.DedupeWindow, cancellationToken).ConfigureAwait(false);
        if (sum.Runs + sum.Events + keys > 0)
        {
            LogDeleted(sum.Succeeded, sum.Failed, sum.Cancelled, sum.Entries, sum.LogLines, sum.Events, keys);
        }

        return sum;
    }
}
