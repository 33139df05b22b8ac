namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Transact<IReadOnlyList<StoredRun>>(
            data =>
            {
                data.Nodes.ThrowIfFenced(request.Node, request.Now);
                data.Runs.Now = request.Now;
                WakeTimers(data, request.Now);
                WakeNeedy(data, request);
                if (request is { Alone: true, Limit: > 0 } && data.Runs.Alone.First is { } alone)
                {
                    return [Claim(data, request.Node, alone)];
                }

                var claimed = new List<StoredRun>();
                var few = request.ProbationLimit;
                while (claimed.Count < request.Limit && NextScope(data, few > 0, request.Except) is { } scope)
                {
                    _cursor = scope;
                    var probation = few > 0 ? data.Runs.Few.FirstOf(scope) : null;
                    few -= probation is null ? 0 : 1;
                    claimed.Add(Claim(data, request.Node, probation ?? data.Runs.Ready.FirstOf(scope)!.Value));
                }

                return claimed;
            },
            cancellationToken);
    }

    // The last need of a list that was cut: the next one goes on behind it.
    private volatile string? _needsAfter;

    /// <inheritdoc/>
    public Task<DueInfo> NextDueAsync(DateTimeOffset now, IReadOnlyList<string> except, CancellationToken cancellationToken) => Transact(
        data =>
        {
            var needs = data.Runs.NeedsAfter(_needsAfter);
            _needsAfter = needs.Count == DueInfo.MostNeeds ? needs[^1] : null;
            return new DueInfo(data.Runs.Ready.ScopeAfter(null, except) is null ? data.Runs.FirstTimer?.DueAt : now, !data.Runs.Few.IsEmpty, !data.Runs.Alone.IsEmpty) { Needs = needs, PassedOver = !data.Runs.Ready.IsEmpty && data.Runs.Ready.ScopeAfter(null, except) is null };
        },
        cancellationToken);

    private static void WakeTimers(InMemoryDatabase data, DateTimeOffset now)
    {
        while (data.Runs.FirstTimer is { } timer && timer.DueAt <= now)
        {
            Signals.Wake(data, data.Runs.Find(timer.Id)!, held: false, cancel: false);
        }
    }

    private static void WakeNeedy(InMemoryDatabase data, ClaimRequest request)
    {
        foreach (var id in data.Runs.InNeedOf(request.Needs).Where(id => !request.Except.Contains(data.Runs.Find(id)!.Record.Scope)).Order().Take(request.Limit).ToArray())
        {
            Signals.Wake(data, data.Runs.Find(id)!, held: true, cancel: false);
        }
    }

    /// <summary>Round the circle of scopes, one run each, so that none is passed over.</summary>
    private string? NextScope(InMemoryDatabase data, bool probation, IReadOnlyList<string> except)
    {
        var ready = data.Runs.Ready.ScopeAfter(_cursor, except);
        var few = probation ? data.Runs.Few.ScopeAfter(_cursor, []) : null;
        if (ready is null || few is null)
        {
            return ready ?? few;
        }

        // Those behind the cursor come before those that are reached by going round.
        var readyIsBehind = string.CompareOrdinal(ready, _cursor) > 0;
        var fewIsBehind = string.CompareOrdinal(few, _cursor) > 0;
        var readyIsLess = string.CompareOrdinal(ready, few) < 0;
        return readyIsBehind == fewIsBehind ? (readyIsLess ? ready : few) : (readyIsBehind ? ready : few);
    }

    private static StoredRun Claim(InMemoryDatabase data, NodeLease node, RunId id)
    {
        var run = data.Runs.Find(id)!;
        var live = run.Live!;
        data.Runs.SetLive(run, live with { State = LiveState.Owned, Owner = node.NodeId, ClaimNumber = live.ClaimNumber + 1 }, data.Undo);
        return Read(data, run);
    }
}
