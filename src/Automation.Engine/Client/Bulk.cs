using Automation.Previewing;
using Automation.Storage;

namespace Automation.Client;

/// <summary>Does the same to all runs that match.</summary>
internal static class Bulk
{
    private const int PageSize = 200;

    public static readonly RunStatus[] Live = [RunStatus.Ready, RunStatus.Running, RunStatus.Waiting, RunStatus.Blocked, RunStatus.Parked, RunStatus.Quarantined];

    public static readonly RunStatus[] Held = [RunStatus.Parked, RunStatus.Quarantined];

    public static readonly RunStatus[] Failed = [RunStatus.Failed, RunStatus.Cancelled];

    /// <param name="store">The store.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="query">Which runs.</param>
    /// <param name="statuses">Which statuses a run may have.</param>
    /// <param name="expected">How many there must be; null for any number.</param>
    /// <param name="act">What to do to one; whether it took it.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public static async Task<BulkResult> RunAsync(
        IAutomationStore store, string scope, RunQuery query, RunStatus[] statuses, int? expected, Func<RunId, Task<bool>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        PreviewMark.Refuse("telling something to runs");
        var found = await ListAsync(store, scope, query with { Statuses = [.. Matching(query, statuses)], After = null, Limit = PageSize }, cancellationToken).ConfigureAwait(false);
        if (expected is { } number && number != found.Count)
        {
            throw new RunCountException(number, found.Count);
        }

        var told = 0;
        foreach (var page in found.Chunk(PageSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            told += (await Task.WhenAll(page.Select(act)).ConfigureAwait(false)).Count(taken => taken);
        }

        return new BulkResult { Matched = found.Count, Told = told };
    }

    private static IEnumerable<RunStatus> Matching(RunQuery query, RunStatus[] statuses) =>
        query.Statuses.Count == 0 ? statuses : query.Statuses.Intersect(statuses);

    /// <summary>All of them before the first is told: what is told may change its place in the list.</summary>
    private static async Task<List<RunId>> ListAsync(IAutomationStore store, string scope, RunQuery query, CancellationToken cancellationToken)
    {
        var found = new List<RunId>();
        if (query.Statuses.Count == 0)
        {
            return found;
        }

        while (true)
        {
            var page = await store.ListRunsAsync(scope, query, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Select(run => run.Run.Id));
            if (page.Count < query.Limit)
            {
                return found;
            }

            query = query with { After = page[^1].Run.Id };
        }
    }
}
