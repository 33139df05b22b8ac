using Automation.Diagnostics;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Retention;

/// <summary>Deletes from time to time what is too old, scope by scope.</summary>
/// <remarks>Every host that works on runs does; what one has deleted the next does not find.</remarks>
internal sealed partial class RetentionPass(
    IAutomationStore store, Purger purger, Func<bool> works, TimeProvider time, ActivityTracker activity, LoopState state, AutomationOptions options, ILogger<RetentionPass> logger)
{
    private const int PageLimit = 200;

    /// <summary>So many chunks of one scope are deleted in a row: then it is the next one's turn.</summary>
    private const int ChunksInARow = 10;

    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    private readonly PassLoop _loop = new(time, activity, state, Pace.Steady(options.Retention.Interval)) { FirstRetry = options.Retention.Interval, LastRetry = options.Retention.Interval };

    /// <summary>Passes until the token stops it. A pass that fails is left to the next one.</summary>
    public Task RunAsync(CancellationToken stopping)
    {
        var interval = options.Retention.Interval;
        if (interval != Timeout.InfiniteTimeSpan)
        {
            _loop.Expect(time.GetUtcNow() + (interval < First ? interval : First));
        }

        return _loop.RunAsync(
            async token =>
            {
                if (works())
                {
                    await RunOnceAsync(token).ConfigureAwait(false);
                }

                return null;
            },
            LogPassFailed,
            stopping);
    }

    /// <summary>One pass over all scopes, by the ages of the options, or those that the host's directory says of a scope. Returns what it deleted.</summary>
    /// <remarks>A scope with much to delete holds up no other: it is left after a while, and gone on with when all have had their turn.</remarks>
    public async Task<PurgeResult> RunOnceAsync(CancellationToken cancellationToken)
    {
        var sum = new PurgeResult();
        var left = new Queue<PurgeRequest>();
        IReadOnlyList<string> page;
        string? after = null;
        do
        {
            page = await store.ListScopesAsync(after, PageLimit, cancellationToken).ConfigureAwait(false);
            foreach (var scope in page)
            {
                after = scope;
                if (await FirstOfAsync(scope).ConfigureAwait(false) is { } first)
                {
                    await PurgeAsync(first).ConfigureAwait(false);
                }
            }
        }
        while (page.Count == PageLimit);
        var keys = await purger.ForgetAsync(options.DedupeWindow, cancellationToken).ConfigureAwait(false);
        while (left.TryDequeue(out var next))
        {
            await PurgeAsync(next).ConfigureAwait(false);
        }

        if (sum.Runs + sum.Events + sum.Suggestions + keys > 0)
        {
            LogDeleted(sum.Succeeded, sum.Failed, sum.Cancelled, sum.Entries, sum.LogLines, sum.Events, keys, sum.Suggestions);
        }

        return sum;

        async ValueTask<PurgeRequest?> FirstOfAsync(string scope)
        {
            try
            {
                // The directory may take its time; a host that stops does not wait for it.
                return purger.FirstOf(scope, await purger.AgesAsync(scope).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (AutomationUnavailableException fault)
            {
                // Nobody says how long it is to be kept: nothing is deleted by a guess.
                LogScopeKept(scope, fault);
                return null;
            }
        }

        async Task PurgeAsync(PurgeRequest request)
        {
            var (deleted, rest) = await purger.PurgeAsync(request, ChunksInARow, cancellationToken).ConfigureAwait(false);
            sum += deleted;
            if (rest is not null)
            {
                left.Enqueue(rest);
            }
        }
    }
}
