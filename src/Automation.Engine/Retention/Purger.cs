using Automation.Diagnostics;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Retention;

/// <summary>Deletes what is too old, chunk by chunk, and rests as long as each chunk took: half of the store's time is for others.</summary>
internal sealed class Purger(IAutomationStore store, ScopeZones zones, AutomationOptions options, TimeProvider time, AutomationDiagnostics diagnostics)
{
    /// <summary>About so many rows are deleted in one transaction.</summary>
    private const int ChunkRows = 1000;

    /// <summary>How long a chain of events is counted.</summary>
    private static readonly TimeSpan ChainAge = TimeSpan.FromDays(1);

    /// <summary>How long a node that left is kept, for people who look at the table.</summary>
    private static readonly TimeSpan NodeAge = TimeSpan.FromDays(1);

    /// <summary>How long a period of a budget is kept when it is over, for people who look at the table.</summary>
    private static readonly TimeSpan BudgetAge = TimeSpan.FromDays(100);

    /// <summary>How long the history of a scope is kept.</summary>
    /// <exception cref="AutomationUnavailableException">The host's directory did not say so.</exception>
    public async ValueTask<PurgeOptions> AgesAsync(string scope) => (await zones.BoundsAsync(scope, options).ConfigureAwait(false)).Ages;

    /// <summary>Old history of one scope.</summary>
    public async Task<PurgeResult> PurgeAsync(string scope, PurgeOptions ages, CancellationToken cancellationToken) =>
        (await PurgeAsync(FirstOf(scope, ages), int.MaxValue, cancellationToken).ConfigureAwait(false)).Deleted;

    /// <summary>What to begin with in a scope.</summary>
    public PurgeRequest FirstOf(string scope, PurgeOptions ages)
    {
        var now = time.GetUtcNow();
        return new PurgeRequest
        {
            Scope = scope,
            SucceededBefore = now - ages.Succeeded,
            FailedBefore = now - ages.Failed,
            CancelledBefore = now - ages.Cancelled,
            EventsBefore = now - ages.Events,
            SuggestionsBefore = now - ages.Suggestions,
            Limit = ChunkRows,
        };
    }

    /// <summary>Some chunks of one scope's old history, and what to go on with; null when nothing is left.</summary>
    public async Task<(PurgeResult Deleted, PurgeRequest? Next)> PurgeAsync(PurgeRequest request, int chunks, CancellationToken cancellationToken)
    {
        var sum = new PurgeResult();
        for (var left = chunks; left > 0; left--)
        {
            var began = time.GetTimestamp();
            var chunk = await store.PurgeAsync(request, cancellationToken).ConfigureAwait(false);
            diagnostics.OnPurged(chunk.Deleted);
            sum += chunk.Deleted;
            if (chunk.IsDone)
            {
                return (sum, null);
            }

            request = request with { After = chunk.Next };
            await RestAsync(began, cancellationToken).ConfigureAwait(false);
        }

        return (sum, request);
    }

    /// <summary>Publishers' keys of all scopes that no longer count. Answers how many.</summary>
    public async Task<long> ForgetAsync(TimeSpan dedupeWindow, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var request = new ForgetRequest { KeysBefore = now - dedupeWindow, ChainsBefore = now - ChainAge, BudgetsBefore = now - BudgetAge, NodesBefore = now - NodeAge, Limit = ChunkRows };
        var keys = 0L;
        while (true)
        {
            var began = time.GetTimestamp();
            var chunk = await store.ForgetAsync(request, cancellationToken).ConfigureAwait(false);
            diagnostics.OnForgotten(chunk.Keys);
            keys += chunk.Keys;
            if (chunk.Next is null)
            {
                return keys;
            }

            request = request with { After = chunk.Next };
            await RestAsync(began, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RestAsync(long began, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(began) is { Ticks: > 0 } took)
        {
            await Task.Delay(took, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
