namespace Automation.Storage;

/// <summary>Reads series of events that wait for quiet.</summary>
internal sealed class DebounceReader(SqliteConnectionHandle connection)
{
    private readonly Statement _due = connection.Prepare(DebounceSql.Due, "debounce");
    private readonly Statement _list = connection.Prepare(DebounceSql.List, "debounce");
    private readonly Statement _ofRun = connection.Prepare(DebounceSql.OfRun, "debounce");
    private readonly Statement _next = connection.Prepare(DebounceSql.Next, "debounce");

    public DueDebounces Due(DateTimeOffset now, DebounceRecord? after, int limit)
    {
        var due = Read(_due.With()
            .Time(now)
            .Number(after is null ? SqliteTime.Least - 1 : SqliteTime.Encode(after.DueAt)).Text(after?.Scope ?? "").Text(after?.Rule ?? "").Text(after?.Key ?? "")
            .Number(limit));
        using var next = _next.With().Time(now).Query();
        return new DueDebounces(due, next.Next() ? next.Time(0) : null);
    }

    public IReadOnlyList<DebounceRecord> List(string scope, DebounceFilter filter)
    {
        var after = filter.After ?? default;
        return filter.Runs is null
            ? Read(_list.With().Text(scope).Text(filter.Rule).Text(filter.Key).Id(after.Value).Number(filter.Limit))
            :
            [
                .. filter.Runs.Distinct().Order().Where(run => run.CompareTo(after) > 0)
                    .SelectMany(run => Read(_ofRun.With().Text(scope).Text(filter.Rule).Text(filter.Key).Id(run.Value)))
                    .Take(filter.Limit),
            ];
    }

    public static List<DebounceRecord> Read(Statement statement)
    {
        try
        {
            var found = new List<DebounceRecord>();
            using var rows = statement.Query();
            while (rows.Next())
            {
                found.Add(new DebounceRecord
                {
                    Scope = rows.Text(0),
                    Rule = rows.Text(1),
                    Key = rows.Text(2),
                    RunId = new RunId(rows.Id(3)),
                    RuleHash = rows.Text(4),
                    TriggerId = rows.Text(5),
                    FirstEventId = new AutomationEventId(rows.Id(6)),
                    LastEventId = new AutomationEventId(rows.Id(7)),
                    FirstAt = rows.Time(8),
                    Until = rows.Time(9),
                    DueAt = rows.Time(10),
                    Events = rows.Int(11),
                });
            }

            return found;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"A series of events is corrupt: {bad.Message}");
        }
    }
}
