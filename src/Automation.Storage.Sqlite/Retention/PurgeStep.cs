namespace Automation.Storage;

/// <summary>Applies a <see cref="PurgeRequest"/>, inside a transaction that is already begun.</summary>
internal sealed class PurgeStep(SqliteConnectionHandle connection)
{
    private readonly Statement _deleteSuggestions = connection.Prepare(PurgeSql.DeleteSuggestions);
    private readonly Statement _endedRuns = connection.Prepare(PurgeSql.EndedRuns, "entry");
    private readonly Statement _deleteLog = connection.Prepare(PurgeSql.DeleteLog);
    private readonly Statement _deleteEntries = connection.Prepare(PurgeSql.DeleteEntries);
    private readonly Statement _deleteRun = connection.Prepare(PurgeSql.DeleteRun);
    private readonly Statement _nextType = connection.Prepare(EventSql.NextType, "event");
    private readonly Statement _oldEvents = connection.Prepare(PurgeSql.OldEvents, "event");
    private readonly Statement _oldestLive = connection.Prepare(PurgeSql.OldestLive, "live");
    private readonly Statement _runExists = connection.Prepare(PurgeSql.RunExists, "run");
    private readonly Statement _rerunExists = connection.Prepare(PurgeSql.RerunExists, "run");
    private readonly Statement _debounceExists = connection.Prepare(PurgeSql.DebounceExists, "debounce");
    private readonly Statement _deleteEvent = connection.Prepare(PurgeSql.DeleteEvent);
    private readonly Statement _deleteSubjects = connection.Prepare(PurgeSql.DeleteSubjects);

    public PurgeChunk Apply(PurgeRequest request)
    {
        var deleted = new PurgeResult
        {
            Suggestions = request.SuggestionsBefore is { } closed ? _deleteSuggestions.With().Text(request.Scope).Time(closed).Number(request.Limit).Run() : 0,
        };
        if (deleted.Suggestions == request.Limit)
        {
            return new PurgeChunk(deleted, request.After, false);
        }

        foreach (var (status, before) in request.Runs())
        {
            foreach (var run in EndedRuns(request, status, before))
            {
                var left = request.Limit - (int)(deleted.Runs + deleted.Entries + deleted.LogLines);
                if (left <= 0)
                {
                    return new PurgeChunk(deleted, request.After, false);
                }

                deleted += Delete(run, status, left);
            }
        }

        var isDone = deleted.Runs + deleted.LogLines == 0;
        return isDone && request.EventsBefore is { } instant ? DeleteEvents(request, instant, deleted) : new PurgeChunk(deleted, request.After, isDone);
    }

    private List<Guid> EndedRuns(PurgeRequest request, RunStatus status, DateTimeOffset before)
    {
        var runs = new List<Guid>();
        using var rows = _endedRuns.With().Text(request.Scope).Number((int)status).Id(IdTime.Least(before)).Time(before).Number(request.Limit).Query();
        while (rows.Next())
        {
            runs.Add(rows.Id(0));
        }

        return runs;
    }

    /// <summary>The log first: a run with more lines than there is room for loses them before it goes.</summary>
    private PurgeResult Delete(Guid run, RunStatus status, int room)
    {
        var lines = _deleteLog.With().Id(run).Number(room).Run();
        if (lines == room)
        {
            return new PurgeResult { LogLines = lines };
        }

        var entries = _deleteEntries.With().Id(run).Run();
        _deleteRun.With().Id(run).Run();
        return new PurgeResult
        {
            Succeeded = status == RunStatus.Succeeded ? 1 : 0,
            Failed = status == RunStatus.Failed ? 1 : 0,
            Cancelled = status == RunStatus.Cancelled ? 1 : 0,
            Entries = entries,
            LogLines = lines,
        };
    }

    private PurgeChunk DeleteEvents(PurgeRequest request, DateTimeOffset before, PurgeResult others)
    {
        var awaited = AwaitedFrom(request.Scope);
        var (deleted, left) = (0L, request.Limit);
        for (var (type, after) = First(request); type is not null; (type, after) = (NextType(request.Scope, type), Guid.Empty))
        {
            var page = OldEvents(request.Scope, type, after, before, left);
            foreach (var old in page.Where(old => (!old.HasSubject || old.At < awaited) && !IsNeeded(request.Scope, old)))
            {
                deleted += _deleteEvent.With().Id(old.Id).Run();
                _deleteSubjects.With().Id(old.Id).Run();
            }

            left -= page.Count;
            if (left <= 0)
            {
                return new PurgeChunk(others with { Events = deleted }, new PurgeCursor(type, new AutomationEventId(page[^1].Id)), false);
            }
        }

        return new PurgeChunk(others with { Events = deleted }, null, true);
    }

    private (string? Type, Guid After) First(PurgeRequest request) =>
        request.After is { } cursor ? (cursor.Type, cursor.Id.Value) : (NextType(request.Scope, ""), Guid.Empty);

    private string? NextType(string scope, string after)
    {
        using var rows = _nextType.With().Text(scope).Text(after).Query();
        return rows.Next() ? rows.Text(0) : null;
    }

    private List<OldEvent> OldEvents(string scope, string type, Guid after, DateTimeOffset before, int limit)
    {
        var events = new List<OldEvent>();
        using var rows = _oldEvents.With().Text(scope).Text(type).Id(after).Id(IdTime.Least(before)).Time(before).Number(limit).Query();
        while (rows.Next())
        {
            events.Add(new OldEvent(rows.Id(0), rows.Number(1) != 0, rows.Time(2), rows.BytesOrEmpty(3)));
        }

        return events;
    }

    /// <summary>From when on an event with a subject may be one that a run which has not ended comes to wait for.</summary>
    private DateTimeOffset AwaitedFrom(string scope)
    {
        var from = DateTimeOffset.MaxValue;
        foreach (var state in Enum.GetValues<LiveState>())
        {
            using var rows = _oldestLive.With().Number((int)state).Text(scope).Query();
            if (rows.Next() && IdTime.Of(rows.Id(0)) - PurgeRequest.ClockSkew is var since && since < from)
            {
                from = since;
            }
        }

        return from;
    }

    private bool IsNeeded(string scope, OldEvent old) => old.Runs() is not { } runs || runs.Any(run => Exists(_runExists.With().Id(run.Value)))
        || Exists(_rerunExists.With().Id(old.Id)) || Exists(_debounceExists.With().Text(scope).Id(old.Id));

    private static bool Exists(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next();
    }
}
