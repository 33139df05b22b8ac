namespace Automation.Storage;

/// <summary>The series of events as operations of a batch, one after the other, find and leave them.</summary>
internal sealed class SeriesState(IEnumerable<(bool IsDue, DebounceRecord Series)> present, IEnumerable<Guid> ended)
{
    private readonly Dictionary<(string Scope, string Rule, string Key), (RunId RunId, AutomationEventId Last, bool IsDue, DebounceRecord? Stored)> _present = present.ToDictionary(
        row => (row.Series.Scope, row.Series.Rule, row.Series.Key), row => (row.Series.RunId, row.Series.LastEventId, row.IsDue, (DebounceRecord?)row.Series));

    private readonly HashSet<Guid> _ended = [.. ended];

    public static IEnumerable<(string Scope, string Rule, string Key)> KeysOf(AcceptOperation accept) =>
        accept.Debounces.Select(join => (accept.Scope, join.Rule, join.Key)).Concat(accept.Debounced is { } end ? [(accept.Scope, end.Rule, end.Key)] : []);

    /// <summary>The answer; null when the operation can be stored: then what it leaves behind is what the next one finds.</summary>
    public AcceptResult? Apply(AcceptOperation accept)
    {
        if (accept.Debounced is { } end)
        {
            if (!_present.TryGetValue((accept.Scope, end.Rule, end.Key), out var due) || due.RunId != end.RunId || !(end.Early || (due.IsDue && due.Last == end.LastEventId)))
            {
                return new AcceptResult { Status = AcceptStatus.NotDue };
            }

            _present.Remove((accept.Scope, end.Rule, end.Key));
            _ended.Add(end.RunId.Value);
        }

        if (!accept.Debounces.All(join => CanJoin(accept.Scope, join)))
        {
            return new AcceptResult
            {
                Status = AcceptStatus.OtherSeries,
                Series = [.. accept.Debounces.Select(join => _present.TryGetValue((accept.Scope, join.Rule, join.Key), out var other) ? other.Stored ?? Begun(accept, join, other.RunId, other.Last) : null)],
            };
        }

        foreach (var join in accept.Debounces)
        {
            _present[(accept.Scope, join.Rule, join.Key)] = (join.RunId, accept.Event!.Id, false, _present.GetValueOrDefault((accept.Scope, join.Rule, join.Key)).Stored);
        }

        return null;
    }

    private bool CanJoin(string scope, DebounceJoin join) =>
        _present.TryGetValue((scope, join.Rule, join.Key), out var present) ? present.RunId == join.RunId && !present.IsDue : !_ended.Contains(join.RunId.Value);

    /// <summary>What an earlier operation of the batch begins, as far as it is known.</summary>
    private static DebounceRecord Begun(AcceptOperation accept, DebounceJoin join, RunId run, AutomationEventId last) => new()
    {
        Scope = accept.Scope,
        Rule = join.Rule,
        Key = join.Key,
        RunId = run,
        RuleHash = join.RuleHash,
        TriggerId = join.TriggerId,
        FirstEventId = last,
        LastEventId = last,
        FirstAt = accept.Event!.At,
        Until = accept.Event.At + join.Longest,
        DueAt = accept.Event.At + join.Quiet,
        Events = 1,
    };
}
