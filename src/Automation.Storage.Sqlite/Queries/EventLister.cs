using System.Text.Json;

namespace Automation.Storage;

/// <summary>Lists the events of a scope. Several statements: the caller holds a transaction, so that they see one moment.</summary>
internal sealed class EventLister(SqliteConnectionHandle connection)
{
    private readonly Statement _nextType = connection.Prepare(EventSql.NextType);
    private readonly Statement _idsByType = connection.Prepare(EventSql.IdsByType, "event");
    private readonly Statement _summary = connection.Prepare(EventSql.Summary, "event");
    private readonly Statement _byType = connection.Prepare(EventSql.ByType, "event");
    private readonly Statement _bySubject = connection.Prepare(EventSql.BySubject, "event");
    private readonly Statement _notable = connection.Prepare(EventSql.Notable, "event");

    public IReadOnlyList<EventSummary> List(string scope, EventQuery query) => query switch
    {
        { Subject: not null } => Read(Bind(_bySubject, scope, query).Text(query.Subject).Text(query.Type).Number(VerdictIndex.Of(query)), query),
        _ when VerdictIndex.Of(query) is { } notable => Read(Bind(_notable, scope, query).Number(notable).Text(query.Type), query),
        { Type: not null } => Read(Bind(_byType, scope, query).Text(query.Type), query),
        _ => Merge(scope, query),
    };

    /// <summary>Goes on behind a page of which rows cannot be read, so that it is as long as any other.</summary>
    private List<EventSummary> Merge(string scope, EventQuery query)
    {
        var found = new List<EventSummary>();
        while (true)
        {
            var ids = NewestIds(scope, query);
            foreach (var id in ids)
            {
                using var rows = _summary.With().Id(id.Value).Query();
                if (found.Count < query.Limit && rows.Next() && Summarize(rows) is { } summary)
                {
                    found.Add(summary);
                }
            }

            if (ids.Count < query.Limit || found.Count == query.Limit)
            {
                return found;
            }

            query = query with { After = ids[^1] };
        }
    }

    /// <summary>Down one index per type, since none has all events of a scope in their order; the newest of all are the answer.</summary>
    private List<AutomationEventId> NewestIds(string scope, EventQuery query)
    {
        var found = new List<AutomationEventId>();
        for (var type = NextType(scope, ""); type is not null; type = NextType(scope, type))
        {
            using var rows = Bound(Bind(_idsByType, scope, query).Text(type), query).Query();
            for (var room = query.Limit; room > 0 && rows.Next();)
            {
                if (IdOf(rows) is { } id)
                {
                    found.Add(id);
                    room--;
                }
            }
        }

        found.Sort(static (left, right) => right.CompareTo(left));
        return found.Count <= query.Limit ? found : found[..query.Limit];
    }

    private string? NextType(string scope, string type)
    {
        using var rows = _nextType.With().Text(scope).Text(type).Query();
        return rows.Next() ? rows.Text(0) : null;
    }

    private static Statement Bind(Statement statement, string scope, EventQuery query)
    {
        statement.With().Text(scope);
        return query.After is { } after ? statement.Id(after.Value) : statement.Bytes(RunBounds.BehindAll);
    }

    private static Statement Bound(Statement statement, EventQuery query) => statement
        .Number(query.From is { } from ? SqliteTime.Encode(from) : long.MinValue)
        .Number(query.To is { } to ? SqliteTime.Encode(to) : long.MaxValue);

    private static List<EventSummary> Read(Statement statement, EventQuery query)
    {
        var found = new List<EventSummary>();
        using var rows = Bound(statement, query).Query();
        while (found.Count < query.Limit && rows.Next())
        {
            if (Summarize(rows) is { } summary)
            {
                found.Add(summary);
            }
        }

        return found;
    }

    /// <summary>Null for an id that cannot be read.</summary>
    private static AutomationEventId? IdOf(Rows rows)
    {
        try
        {
            return new AutomationEventId(rows.Id(0));
        }
        catch (BadValueException)
        {
            return null;
        }
    }

    /// <summary>Null for an event whose row cannot be read: a list that died of it would hide all others.</summary>
    private static EventSummary? Summarize(Rows rows)
    {
        try
        {
            var id = new AutomationEventId(rows.Id(0));
            return new()
            {
                Id = id,
                Type = rows.Text(1),
                Subject = rows.TextOrNull(2),
                At = rows.Time(3),
                Cause = rows.IdOrNull(4) is { } cause ? new RunId(cause) : null,
                Root = new AutomationEventId(rows.IdOrNull(5) ?? id.Value),
                Depth = rows.Int(6),
                Verdicts = rows.IsNull(7) ? [] : VerdictJson.Read(rows.Bytes(7)),
            };
        }
        catch (Exception fault) when (fault is BadValueException or JsonException)
        {
            return null;
        }
    }
}
