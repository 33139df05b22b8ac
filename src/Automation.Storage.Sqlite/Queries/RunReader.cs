using System.Text.Json;

namespace Automation.Storage;

/// <summary>Reads runs with everything that hangs on them. Several statements: the caller holds a transaction, so that they see one moment.</summary>
internal sealed class RunReader(SqliteConnectionHandle connection)
{
    private readonly Statement _isOf = connection.Prepare(RunSql.Exists);
    private readonly Statement _eventIsOf = connection.Prepare(EventSql.Exists);
    private readonly Statement _run = connection.Prepare(RunSql.Find, "run");
    private readonly Statement _event = connection.Prepare(EventSql.Find, "event");
    private readonly Statement _entries = connection.Prepare(EntrySql.List, "entry");
    private readonly Statement _signals = connection.Prepare(SignalSql.List, "signal");
    private readonly Statement _waits = connection.Prepare(WaitSql.List, "wait");
    private readonly Statement _live = connection.Prepare(QuerySql.Live, "live");
    private readonly Statement _lastLog = connection.Prepare(LogSql.Last, "log");

    /// <summary>The run; null when there is none in this scope, and also when it is another scope's and corrupt.</summary>
    public StoredRun? Read(string scope, RunId id)
    {
        using var rows = _isOf.With().Id(id.Value).Text(scope).Query();
        return rows.Next() ? Read(id) : null;
    }

    /// <summary>The run; null when there is none.</summary>
    /// <exception cref="StoreFormatException">A row of the run holds what no version of this package writes.</exception>
    public StoredRun? Read(RunId id)
    {
        try
        {
            if (ReadRun(id) is not { } run)
            {
                return null;
            }

            return new StoredRun
            {
                Run = run,
                Event = run.EventId is { } @event
                    ? ReadEvent(@event) ?? throw new BadValueException("'run.event_id'", $"the event '{@event}', which does not exist")
                    : null,
                Entries = ReadEntries(id),
                Signals = SignalReader.Read(_signals, id),
                Waits = ReadWaits(id),
                Live = ReadLive(run),
                LastLogNumber = ReadLastLog(id),
            };
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"Run '{id}' is corrupt: {bad.Message}");
        }
    }

    /// <summary>The event; null when there is none in this scope.</summary>
    /// <exception cref="StoreFormatException">The row holds what no version of this package writes.</exception>
    public EventRecord? FindEvent(string scope, AutomationEventId id)
    {
        using var rows = _eventIsOf.With().Id(id.Value).Text(scope).Query();
        try
        {
            return rows.Next() ? ReadEvent(id) : null;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"Event '{id}' is corrupt: {bad.Message}");
        }
    }

    /// <summary>The live row; null when the run has ended.</summary>
    public LiveRecord? ReadLive(RunRecord run)
    {
        using var rows = _live.With().Id(run.Id.Value).Query();
        if (!rows.Next())
        {
            return null;
        }

        // What live repeats of the run decides who may signal it and where it is listed.
        Same(rows, 6, run.Scope);
        Same(rows, 7, run.Rule);
        return new LiveRecord
        {
            State = rows.Enum<LiveState>(0),
            Owner = rows.NumberOrNull(1),
            ClaimNumber = rows.Number(2),
            DueAt = rows.TimeOrNull(3),
            Rescues = rows.Int(4),
            Reason = rows.TextOrNull(5),
            Limited = rows.Number(8) != 0,
            HoldsPermit = rows.Number(9) != 0,
            Need = rows.TextOrNull(10),
            Reserved = rows.NumberOrNull(11),
        };
    }

    private static void Same(Rows rows, int column, string expected)
    {
        if (rows.Text(column) is var found && !string.Equals(found, expected, StringComparison.Ordinal))
        {
            throw rows.Bad(column, $"'{found}', the run's own row '{expected}'");
        }
    }

    private RunRecord? ReadRun(RunId id)
    {
        using var rows = _run.With().Id(id.Value).Query();
        return rows.Next()
            ? RunColumns.Read(rows) with { Next = rows.BytesOrEmpty(10), Input = rows.BytesOrEmpty(11), TimeZone = rows.TextOrNull(12) }
            : null;
    }

    private EventRecord? ReadEvent(AutomationEventId id)
    {
        using var rows = _event.With().Id(id.Value).Query();
        return !rows.Next()
            ? null
            : new EventRecord
            {
                Id = id,
                Scope = rows.Text(1),
                Type = rows.Text(2),
                Subject = rows.TextOrNull(3),
                At = rows.Time(4),
                Cause = rows.IdOrNull(5) is { } cause ? new RunId(cause) : null,
                Root = new AutomationEventId(rows.IdOrNull(6) ?? id.Value),
                Depth = rows.Int(7),
                Verdicts = ReadVerdicts(rows, 8),
                Payload = rows.Bytes(9),
            };
    }

    private static IReadOnlyList<Verdict> ReadVerdicts(Rows rows, int column)
    {
        try
        {
            return rows.IsNull(column) ? [] : VerdictJson.Read(rows.Bytes(column));
        }
        catch (JsonException fault)
        {
            throw rows.Bad(column, $"no list of verdicts ({fault.Message})");
        }
    }

    private List<LedgerEntry> ReadEntries(RunId id)
    {
        var entries = new List<LedgerEntry>();
        using var rows = _entries.With().Id(id.Value).Query();
        while (rows.Next())
        {
            entries.Add(new LedgerEntry
            {
                Path = new StepPath(rows.Text(0)),
                Kind = rows.Enum<EntryKind>(1),
                Try = rows.Int(2),
                Sequence = rows.Int(3),
                Status = rows.EnumOrNull<StepStatus>(4),
                StartedAt = rows.TimeOrNull(5),
                At = rows.Time(6),
                RunStatus = rows.EnumOrNull<RunStatus>(7),
                RunReason = rows.TextOrNull(8),
                Next = rows.BytesOrEmpty(9),
                Body = rows.BytesOrEmpty(10),
            });
        }

        return entries;
    }

    private List<WaitRecord> ReadWaits(RunId id)
    {
        var waits = new List<WaitRecord>();
        using var rows = _waits.With().Id(id.Value).Query();
        while (rows.Next())
        {
            waits.Add(new WaitRecord(new StepPath(rows.Text(0)), rows.Text(1), rows.Text(2)));
        }

        return waits;
    }

    private long ReadLastLog(RunId id)
    {
        using var rows = _lastLog.With().Id(id.Value).Query();
        return rows.Next() ? rows.NumberOrNull(0) ?? 0 : 0;
    }
}
