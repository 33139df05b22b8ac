using System.Text.Json;

namespace Automation.Storage;

/// <summary>Saves, moves and removes schedules, inside a transaction that is already begun.</summary>
internal sealed class ScheduleStep(SqliteConnectionHandle connection)
{
    private readonly Statement _save = connection.Prepare(ScheduleSql.Save);
    private readonly Statement _removeOthers = connection.Prepare(ScheduleSql.RemoveOthers);
    private readonly Statement _removeShared = connection.Prepare(ScheduleSql.RemoveOthersOfShared);
    private readonly Statement _passOver = connection.Prepare(ScheduleSql.PassOverShared);
    private readonly Statement _removeAbandoned = connection.Prepare(ScheduleSql.RemoveAbandoned);
    private readonly Statement _isDue = connection.Prepare(ScheduleSql.IsDue, "schedule");
    private readonly Statement _moveSeen = connection.Prepare(ScheduleSql.MoveSeen);
    private readonly Statement _advance = connection.Prepare(ScheduleSql.Advance);

    public void Save(ScheduleRecord schedule, bool shared, DateTimeOffset now, bool restarts = false) => _save.With()
        .Text(schedule.Scope).Text(schedule.Rule).Text(schedule.Trigger).Number(shared ? 1 : 0).Text(schedule.Spec).Time(schedule.NextDue).Number(schedule.Setting)
        .Number(restarts ? 1 : 0).Time(now)
        .Run();

    /// <summary>Makes these the schedules of a stored rule; of one that all scopes share, takes from them those of other triggers.</summary>
    public void Replace(string scope, string rule, IReadOnlyList<ScheduleRecord> schedules, DateTimeOffset now)
    {
        var triggers = JsonSerializer.Serialize(schedules.Select(schedule => schedule.Trigger));
        if (scope == SharedScope.Name)
        {
            _removeShared.With().Text(rule).Text(triggers).Run();
            return;
        }

        _removeOthers.With().Text(scope).Text(rule).Text(triggers).Run();
        foreach (var schedule in schedules)
        {
            Save(schedule, shared: false, now);
        }
    }

    /// <summary>What is due of a rule that all scopes share, sleeps until it is saved again.</summary>
    public void PassOver(string rule, DateTimeOffset now) => _passOver.With().Text(rule).Time(now).Run();

    public int RemoveAbandoned(DateTimeOffset before) => _removeAbandoned.With().Time(before).Run();

    public bool IsDue(string scope, ScheduleAdvance advance, DateTimeOffset now)
    {
        using var rows = _isDue.With().Text(scope).Text(advance.Rule).Text(advance.Trigger).Time(advance.Seen).Number(advance.IsHeld ? 1 : 0).Time(now).Query();
        return rows.Next();
    }

    public bool Move(ScheduleMove move) => _moveSeen.With()
        .Time(move.NextDue).Text(move.Spec).Text(move.Seen.Scope).Text(move.Seen.Rule).Text(move.Seen.Trigger).Time(move.Seen.NextDue).Text(move.Seen.Spec)
        .Run() > 0;

    /// <param name="scope">The scope.</param>
    /// <param name="advance">From where to where.</param>
    /// <param name="run">The run that it started; null when it started none.</param>
    public void Advance(string scope, ScheduleAdvance advance, RunId? run) => _advance.With()
        .Time(advance.Next).Time(advance.IsHeld ? null : advance.Seen).Id(advance.IsHeld ? null : run?.Value).Text(advance.Spec).Number(advance.Setting).Text(advance.Cursor)
        .Text(scope).Text(advance.Rule).Text(advance.Trigger)
        .Run();
}
