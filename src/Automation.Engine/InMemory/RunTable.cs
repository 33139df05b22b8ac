namespace Automation.Storage;

/// <summary>The runs, and what claims ask of the live ones.</summary>
internal sealed class RunTable
{
    private static readonly IReadOnlySet<RunId> None = new HashSet<RunId>();

    private readonly Dictionary<RunId, RunRow> _runs = [];
    private readonly SortedDictionary<string, SortedSet<RunId>> _byScope = new(StringComparer.Ordinal);
    private readonly Dictionary<AutomationEventId, int> _ofEvent = [];
    private readonly Dictionary<long, HashSet<RunId>> _byOwner = [];
    private readonly SortedSet<(DateTimeOffset DueAt, RunId Id)> _timers = [];
    private readonly SortedDictionary<string, HashSet<RunId>> _needs = new(StringComparer.Ordinal);

    public PermitTable Permits { get; } = new();

    public OverlapTable Overlaps { get; } = new();

    public Lane Ready { get; } = new();

    public Lane Few { get; } = new();

    public Lane Alone { get; } = new();

    /// <summary>Whether a run became claimable since this was last set back.</summary>
    public bool MadeReady { get; set; }

    /// <summary>The instant of the present act: from it on what becomes ready, or is parked, waits to be taken.</summary>
    public DateTimeOffset Now { private get; set; }

    public IEnumerable<RunRow> All => _runs.Values;

    public (DateTimeOffset DueAt, RunId Id)? FirstTimer => _timers.Count == 0 ? null : _timers.Min;

    /// <summary>What parked runs need, behind one of them; null for the first.</summary>
    public IReadOnlyList<string> NeedsAfter(string? after) =>
        _needs.Count == 0 ? [] : [.. _needs.Keys.SkipWhile(need => string.CompareOrdinal(need, after) <= 0).Take(DueInfo.MostNeeds)];

    /// <summary>The parked runs that need one of these.</summary>
    public IEnumerable<RunId> InNeedOf(IReadOnlyList<string> needs) => needs.SelectMany(need => _needs.GetValueOrDefault(need) ?? []);

    public IEnumerable<string> Scopes => _byScope.Where(scope => scope.Value.Count > 0).Select(scope => scope.Key);

    /// <summary>The runs of a scope that were created before an instant, oldest first.</summary>
    public IEnumerable<RunRow> Oldest(string scope, DateTimeOffset before) => _byScope.TryGetValue(scope, out var ids)
        ? ids.TakeWhile(id => IdTime.Of(id.Value) < before).Select(id => _runs[id])
        : [];

    public RunRow? Find(RunId id) => _runs.GetValueOrDefault(id);

    public RunRow? Find(string scope, RunId id) =>
        _runs.TryGetValue(id, out var row) && string.Equals(row.Record.Scope, scope, StringComparison.Ordinal) ? row : null;

    /// <summary>The runs about a subject that have not ended.</summary>
    public IReadOnlyList<RunRow> AliveAbout(string scope, string subject) => _byScope.TryGetValue(scope, out var ids)
        ? [.. ids.Select(id => _runs[id]).Where(run => run.Live is not null && string.Equals(run.Record.Subject, subject, StringComparison.Ordinal))]
        : [];

    public IReadOnlySet<RunId> OwnedBy(long node) => _byOwner.TryGetValue(node, out var runs) ? runs : None;

    /// <summary>The runs of a scope, newest first, from the one after <paramref name="after"/> on.</summary>
    public IEnumerable<RunRow> Newest(string scope, RunId? after)
    {
        if (!_byScope.TryGetValue(scope, out var ids))
        {
            yield break;
        }

        if (after is { } bound && bound.CompareTo(ids.Min) <= 0)
        {
            yield break;
        }

        foreach (var id in (after is { } last ? ids.GetViewBetween(ids.Min, last) : ids).Reverse())
        {
            if (id != after)
            {
                yield return _runs[id];
            }
        }
    }

    public void Add(RunRow row, LiveRecord live, UndoLog undo)
    {
        var id = row.Record.Id;
        if (!_runs.TryAdd(id, row))
        {
            throw new InvalidOperationException($"The run '{id}' is stored already; nothing of the batch was stored.");
        }

        if (!_byScope.TryGetValue(row.Record.Scope, out var ids))
        {
            _byScope.Add(row.Record.Scope, ids = []);
        }

        ids.Add(id);
        Count(row, 1);
        undo.Add(() =>
        {
            _runs.Remove(id);
            ids.Remove(id);
            Count(row, -1);
        });
        SetLive(row, live, undo);
    }

    /// <summary>Removes a run that has ended.</summary>
    public void Remove(RunRow row, UndoLog undo)
    {
        var id = row.Record.Id;
        var ids = _byScope[row.Record.Scope];
        _runs.Remove(id);
        ids.Remove(id);
        Count(row, -1);
        undo.Add(() =>
        {
            _runs.Add(id, row);
            ids.Add(id);
            Count(row, 1);
        });
    }

    /// <summary>Whether a run was started by this event.</summary>
    public bool AreOf(AutomationEventId id) => _ofEvent.ContainsKey(id);

    private void Count(RunRow row, int change)
    {
        if (row.Record.EventId is not { } id)
        {
            return;
        }

        var count = _ofEvent.GetValueOrDefault(id) + change;
        if (count == 0)
        {
            _ofEvent.Remove(id);
        }
        else
        {
            _ofEvent[id] = count;
        }
    }

    /// <summary>The one place where a run's live row changes: the lanes follow it.</summary>
    public void SetLive(RunRow row, LiveRecord? live, UndoLog undo) => Set(row, live, row.Overlap, undo);

    /// <summary>The same for a run that gives up the key it waited for.</summary>
    public void SetLiveWithoutKey(RunRow row, LiveRecord live, UndoLog undo) => Set(row, live, null, undo);

    private void Set(RunRow row, LiveRecord? live, string? overlap, UndoLog undo)
    {
        var (before, since, key) = (row.Live, row.Since, row.Overlap);
        Move(row, live, live?.State is LiveState.Ready or LiveState.Probation or LiveState.Parked ? Now : null, overlap);
        undo.Add(() => Move(row, before, since, key));
    }

    private void Move(RunRow row, LiveRecord? live, DateTimeOffset? since, string? overlap)
    {
        if (row.Live is { } before)
        {
            Unindex(row, before);
        }

        (row.Live, row.Since, row.Overlap) = (live, since, overlap);
        if (live is not null)
        {
            Index(row, live);
        }
    }

    private void Index(RunRow row, LiveRecord live)
    {
        Permits.Index(row, live);
        Overlaps.Index(row, live);
        switch (live.State)
        {
            case LiveState.Owned:
                if (!_byOwner.TryGetValue(live.Owner!.Value, out var owned))
                {
                    _byOwner.Add(live.Owner.Value, owned = []);
                }

                owned.Add(row.Record.Id);
                break;
            case LiveState.Timer:
                _timers.Add((live.DueAt!.Value, row.Record.Id));
                break;
            case LiveState.Ready or LiveState.Probation:
                LaneOf(live).Add(row);
                MadeReady = true;
                break;
            case LiveState.Parked when live.Need is { } need:
                if (!_needs.TryGetValue(need, out var needy))
                {
                    _needs.Add(need, needy = []);
                }

                needy.Add(row.Record.Id);
                break;
        }
    }

    private void Unindex(RunRow row, LiveRecord live)
    {
        Permits.Unindex(row, live);
        Overlaps.Unindex(row, live);
        switch (live.State)
        {
            case LiveState.Owned:
                var owned = _byOwner[live.Owner!.Value];
                owned.Remove(row.Record.Id);
                if (owned.Count == 0)
                {
                    _byOwner.Remove(live.Owner.Value);
                }

                break;
            case LiveState.Timer:
                _timers.Remove((live.DueAt!.Value, row.Record.Id));
                break;
            case LiveState.Ready or LiveState.Probation:
                LaneOf(live).Remove(row);
                break;
            case LiveState.Parked when live.Need is { } need:
                var needy = _needs[need];
                needy.Remove(row.Record.Id);
                if (needy.Count == 0)
                {
                    _needs.Remove(need);
                }

                break;
        }
    }

    private Lane LaneOf(LiveRecord live) =>
        live.State == LiveState.Ready ? Ready : live.Rescues < Rescue.Alone ? Few : Alone;
}
