using System.Text.Json;

namespace Automation.Storage;

/// <summary>Reads schedules.</summary>
internal sealed class ScheduleReader(SqliteConnectionHandle connection)
{
    private readonly Statement _of = connection.Prepare(ScheduleSql.Of, "schedule");
    private readonly Statement _list = connection.Prepare(ScheduleSql.List, "schedule");
    private readonly Statement _due = connection.Prepare(ScheduleSql.Due, "schedule");
    private readonly ScopeVersions _versions = new(connection);
    private readonly Statement _next = connection.Prepare(ScheduleSql.Next, "schedule");

    public IReadOnlyList<ScheduleRecord> Of(string scope)
    {
        var schedules = Read(_of.With().Text(scope));

        // The database orders by bytes; the port by UTF-16.
        schedules.Sort(static (left, right) =>
            string.CompareOrdinal(left.Rule, right.Rule) is var byRule and not 0 ? byRule : string.CompareOrdinal(left.Trigger, right.Trigger));
        return schedules;
    }

    public IReadOnlyList<ScheduleRecord> List(ScheduleQuery query) => Read(_list.With()
        .Number(query.OwnOnly ? 1 : 0).Text(query.After?.Scope ?? "").Text(query.After?.Rule ?? "").Text(query.After?.Trigger ?? "").Number(query.Limit));

    public DueSchedules Due(DueScheduleRequest request)
    {
        _versions.Forget();
        var version = _versions.Of(SharedScope.Name);
        var known = JsonSerializer.Serialize(request.SharedRules);
        var due = Read(_due.With()
            .Time(request.Now)
            .Number(request.After?.NextDue is { } after ? SqliteTime.Encode(after) : SqliteTime.Least - 1)
            .Text(request.After?.Scope ?? "").Text(request.After?.Rule ?? "").Text(request.After?.Trigger ?? "")
            .Text(known).Number(request.Limit));
        using var next = _next.With().Time(request.Now).Text(known).Query();
        return new DueSchedules(due, next.Next() ? next.Time(0) : null) { SharedVersion = version };
    }

    private static List<ScheduleRecord> Read(Statement statement)
    {
        try
        {
            var found = new List<ScheduleRecord>();
            using var rows = statement.Query();
            while (rows.Next())
            {
                found.Add(new ScheduleRecord
                {
                    Scope = rows.Text(0),
                    Rule = rows.Text(1),
                    Trigger = rows.Text(2),
                    Shared = rows.Number(3) != 0,
                    Spec = rows.Text(4),
                    NextDue = rows.TimeOrNull(5),
                    LastDue = rows.TimeOrNull(6),
                    LastRunId = rows.IdOrNull(7) is { } run ? new RunId(run) : null,
                    Setting = rows.Int(8),
                    Cursor = rows.TextOrNull(9),
                });
            }

            return found;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"A schedule is corrupt: {bad.Message}");
        }
    }
}
