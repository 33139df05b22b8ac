namespace Automation.Storage;

/// <summary>The schedules, by key and by due instant.</summary>
internal sealed class ScheduleTable
{
    private readonly Dictionary<(string Scope, string Rule, string Trigger), ScheduleRecord> _rows = [];
    private readonly SortedSet<ScheduleRecord> _due = new(ScheduleOrder.Instance);

    public ScheduleRecord? Find(string scope, string rule, string trigger) => _rows.GetValueOrDefault((scope, rule, trigger));

    /// <summary>
    /// Adds a schedule, edits it, or leaves it alone when it is the stored one, or one that was made with a later revision. One that is due keeps its instant, unless it begins anew.
    /// A shared one that sleeps has the given instant.
    /// </summary>
    public void Save(ScheduleRecord wanted, DateTimeOffset now, UndoLog undo, bool restarts = false)
    {
        var present = Find(wanted.Scope, wanted.Rule, wanted.Trigger);
        if (present is null)
        {
            Set(wanted with { NextDue = wanted.NextDue?.ToUniversalTime(), LastDue = null, LastRunId = null, Cursor = null }, undo);
        }
        else if (present.Setting <= wanted.Setting
            && (restarts || present.Shared != wanted.Shared || !string.Equals(present.Spec, wanted.Spec, StringComparison.Ordinal) || (wanted.Shared && present.NextDue is null)))
        {
            var next = present.NextDue <= now && !restarts ? present.NextDue : wanted.NextDue?.ToUniversalTime();
            Set(present with { Shared = wanted.Shared, Spec = wanted.Spec, Setting = wanted.Setting, NextDue = next }, undo);
        }
    }

    public void Set(ScheduleRecord row, UndoLog undo)
    {
        var key = (row.Scope, row.Rule, row.Trigger);
        var before = _rows.GetValueOrDefault(key);
        Replace(before, row);
        undo.Add(() => Replace(row, before));
    }

    public void Remove(ScheduleRecord row, UndoLog undo)
    {
        Replace(row, null);
        undo.Add(() => Replace(null, row));
    }

    /// <summary>The schedules of a stored rule.</summary>
    public IReadOnlyList<ScheduleRecord> Of(string scope, string rule) => [.. _rows.Values.Where(row => !row.Shared && row.Scope == scope && row.Rule == rule)];

    /// <summary>The schedules of a shared rule in all scopes.</summary>
    public IReadOnlyList<ScheduleRecord> SharedOf(string rule) => [.. _rows.Values.Where(row => row.Shared && row.Rule == rule)];

    public IReadOnlyList<ScheduleRecord> Of(string scope) =>
        [.. _rows.Values.Where(row => row.Scope == scope).OrderBy(row => row.Rule, StringComparer.Ordinal).ThenBy(row => row.Trigger, StringComparer.Ordinal)];

    public IReadOnlyList<ScheduleRecord> List(ScheduleQuery query) =>
        [.. _due.Where(row => (!query.OwnOnly || !row.Shared) && (query.After is null || CompareKeys(row, query.After) > 0)).Order(Comparer<ScheduleRecord>.Create(CompareKeys)).Take(query.Limit)];

    /// <summary>False when it is not as it was seen.</summary>
    public bool Move(ScheduleMove move, UndoLog undo)
    {
        var seen = move.Seen;
        if (Find(seen.Scope, seen.Rule, seen.Trigger) is not { } present || present.NextDue != seen.NextDue || present.Spec != seen.Spec)
        {
            return false;
        }

        Set(present with { Spec = move.Spec, NextDue = move.NextDue?.ToUniversalTime() }, undo);
        return true;
    }

    /// <summary>Null when it has another instant than was seen, or one that has not come.</summary>
    public ScheduleRecord? FindDue(string scope, ScheduleAdvance advance, DateTimeOffset now) =>
        Find(scope, advance.Rule, advance.Trigger) is { } schedule && schedule.NextDue == advance.Seen && (advance.IsHeld || advance.Seen <= now) ? schedule : null;

    /// <param name="schedule">The schedule.</param>
    /// <param name="advance">From where to where.</param>
    /// <param name="run">The run that it started; null when it started none.</param>
    /// <param name="undo">Takes it back.</param>
    public void Advance(ScheduleRecord schedule, ScheduleAdvance advance, RunId? run, UndoLog undo) => Set(
        schedule with
        {
            NextDue = advance.Next?.ToUniversalTime(),
            LastDue = advance.IsHeld ? schedule.LastDue : advance.Seen.ToUniversalTime(),
            LastRunId = advance.IsHeld ? schedule.LastRunId : run ?? schedule.LastRunId,
            Spec = advance.Spec,
            Setting = advance.Setting,
            Cursor = advance.Cursor ?? schedule.Cursor,
        },
        undo);

    public IReadOnlyList<ScheduleRecord> SharedDueBefore(DateTimeOffset instant) => [.. _due.TakeWhile(row => row.NextDue < instant).Where(row => row.Shared)];

    public DueSchedules Due(DueScheduleRequest request)
    {
        var known = request.SharedRules.ToHashSet(StringComparer.Ordinal);
        var due = new List<ScheduleRecord>();
        foreach (var row in _due.Where(row => !row.Shared || known.Contains(row.Rule)))
        {
            if (row.NextDue > request.Now)
            {
                return new DueSchedules(due, row.NextDue);
            }

            if (due.Count < request.Limit && (request.After is null || ScheduleOrder.Instance.Compare(row, request.After) > 0))
            {
                due.Add(row);
            }
        }

        return new DueSchedules(due, null);
    }

    private static int CompareKeys(ScheduleRecord left, ScheduleRecord right) =>
        string.CompareOrdinal(left.Scope, right.Scope) is var byScope and not 0 ? byScope
        : string.CompareOrdinal(left.Rule, right.Rule) is var byRule and not 0 ? byRule
        : string.CompareOrdinal(left.Trigger, right.Trigger);

    private void Replace(ScheduleRecord? before, ScheduleRecord? after)
    {
        if (before is not null)
        {
            _rows.Remove((before.Scope, before.Rule, before.Trigger));
            _due.Remove(before);
        }

        if (after is not null)
        {
            _rows[(after.Scope, after.Rule, after.Trigger)] = after;
            if (after.NextDue is not null)
            {
                _due.Add(after);
            }
        }
    }
}
