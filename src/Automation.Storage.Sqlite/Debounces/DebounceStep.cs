namespace Automation.Storage;

/// <summary>The part of an <see cref="AcceptOperation"/> that is about series of events, inside a transaction that is already begun.</summary>
internal sealed class DebounceStep(SqliteConnectionHandle connection)
{
    private readonly Statement _present = connection.Prepare(DebounceSql.Present, "debounce");
    private readonly Statement _hasEnded = connection.Prepare(DebounceSql.HasEnded, "event");
    private readonly Statement _join = connection.Prepare(DebounceSql.Join);
    private readonly Statement _end = connection.Prepare(DebounceSql.End);

    /// <summary>The answer when a series is not as the operation expects; null when all are.</summary>
    public AcceptResult? RefusalOf(AcceptOperation accept, DateTimeOffset now)
    {
        for (var i = 0; i < accept.Debounces.Count; i++)
        {
            var join = accept.Debounces[i];
            if (Present(accept.Scope, join.Rule, join.Key) is { } present ? present.RunId != join.RunId || present.DueAt <= now : HasEnded(join.RunId))
            {
                return new AcceptResult { Status = AcceptStatus.OtherSeries, Series = [.. accept.Debounces.Select(other => Present(accept.Scope, other.Rule, other.Key))] };
            }
        }

        return null;
    }

    public void Join(AcceptOperation accept, DateTimeOffset now)
    {
        for (var i = 0; i < accept.Debounces.Count; i++)
        {
            var join = accept.Debounces[i];
            _join.With()
                .Text(accept.Scope).Text(join.Rule).Text(join.Key).Id(join.RunId.Value).Text(join.RuleHash).Text(join.TriggerId).Id(accept.Event!.Id.Value)
                .Time(now).Time(now + join.Longest).Time(now + join.Quiet)
                .Run();
        }
    }

    /// <summary>Whether the series may end: it is to end early, or is due and as it was read.</summary>
    public bool IsDue(string scope, DebounceEnd end, DateTimeOffset now) =>
        Present(scope, end.Rule, end.Key) is { } present && present.RunId == end.RunId && (end.Early || (present.LastEventId == end.LastEventId && present.DueAt <= now));

    public void End(string scope, DebounceEnd end) => _end.With().Text(scope).Text(end.Rule).Text(end.Key).Run();

    private DebounceRecord? Present(string scope, string rule, string key)
    {
        var found = DebounceReader.Read(_present.With().Text(scope).Text(rule).Text(key));
        return found.Count == 0 ? null : found[0];
    }

    private bool HasEnded(RunId run)
    {
        using var rows = _hasEnded.With().Id(run.Value).Query();
        return rows.Next();
    }
}
