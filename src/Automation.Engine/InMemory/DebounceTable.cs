namespace Automation.Storage;

/// <summary>The series of events that wait for quiet, by key and by due instant.</summary>
internal sealed class DebounceTable
{
    private readonly Dictionary<(string Scope, string Rule, string Key), DebounceRecord> _rows = [];
    private readonly SortedSet<DebounceRecord> _due = new(DebounceOrder.Instance);

    public DebounceRecord? Find(string scope, string rule, string key) => _rows.GetValueOrDefault((scope, rule, key));

    /// <summary>Whether a series waits to run on this event.</summary>
    public bool Needs(EventRecord @event) => _rows.Values.Any(row => row.Scope == @event.Scope && row.LastEventId == @event.Id);

    public void Join(string scope, DebounceJoin join, AutomationEventId @event, DateTimeOffset now, UndoLog undo)
    {
        now = now.ToUniversalTime();
        var present = Find(scope, join.Rule, join.Key);
        var until = present?.Until ?? now + join.Longest;
        var due = now + join.Quiet;
        var joined = new DebounceRecord
        {
            Scope = scope,
            Rule = join.Rule,
            Key = join.Key,
            RunId = join.RunId,
            RuleHash = join.RuleHash,
            TriggerId = join.TriggerId,
            FirstEventId = present?.FirstEventId ?? @event,
            LastEventId = @event,
            FirstAt = present?.FirstAt ?? now,
            Until = until,
            DueAt = due < until ? due : until,
            Events = (present?.Events ?? 0) + 1,
        };
        Replace(present, joined);
        undo.Add(() => Replace(joined, present));
    }

    public void Remove(DebounceRecord row, UndoLog undo)
    {
        Replace(row, null);
        undo.Add(() => Replace(null, row));
    }

    public IEnumerable<DebounceRecord> List(string scope, DebounceFilter filter) => _rows.Values
        .Where(row => row.Scope == scope && (filter.Rule is null || row.Rule == filter.Rule) && (filter.Key is null || row.Key == filter.Key)
            && (filter.Runs is null || filter.Runs.Contains(row.RunId)) && (filter.After is not { } after || row.RunId.CompareTo(after) > 0))
        .OrderBy(row => row.RunId)
        .Take(filter.Limit);

    public DueDebounces Due(DateTimeOffset now, DebounceRecord? after, int limit)
    {
        var due = new List<DebounceRecord>();
        foreach (var row in _due)
        {
            if (row.DueAt > now)
            {
                return new DueDebounces(due, row.DueAt);
            }

            if (due.Count < limit && (after is null || DebounceOrder.Instance.Compare(row, after) > 0))
            {
                due.Add(row);
            }
        }

        return new DueDebounces(due, null);
    }

    private void Replace(DebounceRecord? before, DebounceRecord? after)
    {
        if (before is not null)
        {
            _rows.Remove((before.Scope, before.Rule, before.Key));
            _due.Remove(before);
        }

        if (after is not null)
        {
            _rows[(after.Scope, after.Rule, after.Key)] = after;
            _due.Add(after);
        }
    }
}
