namespace Automation.Storage;

/// <summary>Takes subjects out of the rules' hands and gives them back, inside a transaction that is already begun.</summary>
internal sealed class OverrideStep(SqliteConnectionHandle connection, LiveTable live, PermitStep permits)
{
    private readonly Statement _exists = connection.Prepare(OverrideSql.Exists);
    private readonly Statement _count = connection.Prepare(OverrideSql.Count);
    private readonly Statement _put = connection.Prepare(OverrideSql.Put);
    private readonly Statement _delete = connection.Prepare(OverrideSql.Delete);
    private readonly Statement _alive = connection.Prepare(OverrideSql.Alive, "live");
    private readonly Statement _raise = connection.Prepare(RuleSql.RaiseScope);
    private readonly SignalTable _signals = new(connection);

    public bool Set(string scope, SubjectOverride standing, SignalRecord pause)
    {
        if (IsFull(scope) && !Exists(scope, standing.Subject))
        {
            return false;
        }

        live.Now = standing.At;
        _put.With().Text(scope).Text(standing.Subject).Text(standing.Reason).Text(standing.Author).Time(standing.At).Run();
        _raise.With().Text(scope).Run();
        foreach (var (id, _) in Alive(scope, standing.Subject))
        {
            var added = _signals.Insert(id, pause.Key, pause.At, pause.Body.Span);
            SignalStep.Arrive(live, permits, id, live.Find(id)!.Value, added, held: false, cancel: false);
        }

        return true;
    }

    public bool Release(string scope, string subject, DateTimeOffset now)
    {
        if (_delete.With().Text(scope).Text(subject).Run() == 0)
        {
            return false;
        }

        live.Now = now;
        _raise.With().Text(scope).Run();
        foreach (var (id, need) in Alive(scope, subject))
        {
            if (_signals.Delete(id, SubjectOverrides.Pause) == 1)
            {
                Resume(id, need, now);
            }
        }

        return true;
    }

    private void Resume(RunId id, string? need, DateTimeOffset now)
    {
        var row = live.Find(id)!.Value;
        row = row with { Signals = row.Signals - 1 };
        if (row.State == LiveState.Parked && need == SubjectOverrides.Need)
        {
            SignalStep.Arrive(live, permits, id, row, added: 0, held: true, cancel: false);
            return;
        }

        var added = row.State == LiveState.Owned ? _signals.Insert(id, SubjectOverrides.Resume, now, default) : 0;
        live.Count(id, row.Signals + added, row.Rescues);
    }

    private IReadOnlyList<(RunId Id, string? Need)> Alive(string scope, string subject)
    {
        var runs = new List<(RunId, string?)>();
        using var rows = _alive.With().Text(scope).Text(subject).Query();
        while (rows.Next())
        {
            runs.Add((new RunId(rows.Id(0)), rows.TextOrNull(1)));
        }

        return runs;
    }

    private bool IsFull(string scope)
    {
        using var rows = _count.With().Text(scope).Query();
        return rows.Next() && rows.Number(0) >= SubjectOverrides.MaxPerScope;
    }

    private bool Exists(string scope, string subject)
    {
        using var rows = _exists.With().Text(scope).Text(subject).Query();
        return rows.Next();
    }
}
