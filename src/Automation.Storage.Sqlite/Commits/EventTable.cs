using System.Buffers;

namespace Automation.Storage;

/// <summary>Writes the table event, and looks back in it for a wait that begins.</summary>
internal sealed class EventTable(SqliteConnectionHandle connection)
{
    private readonly Statement _insert = connection.Prepare(EventSql.Insert);
    private readonly Statement _insertSubject = connection.Prepare(EventSql.InsertSubject);
    private readonly Statement _exists = connection.Prepare(EventSql.Exists);
    private readonly Statement _lookBack = connection.Prepare(EventSql.LookBack, "event");
    private readonly ArrayBufferWriter<byte> _verdicts = new();

    public void Insert(long number, EventRecord record)
    {
        VerdictJson.Write(record.Verdicts, _verdicts);
        try
        {
            _insert.With()
                .Number(number).Id(record.Id.Value).Text(record.Scope).Text(record.Type).Text(record.Subject).Time(record.At).Id(record.Cause?.Value)
                .Id(record.Root == record.Id ? null : record.Root.Value).Number(record.Depth)
                .BytesOrNull(_verdicts.WrittenSpan).Number(VerdictIndex.Of(record.Verdicts)).Bytes(record.Payload.Span)
                .Run();
        }
        catch (SqliteFault fault) when (fault.IsConstraint)
        {
            throw new InvalidOperationException($"The event '{record.Id}' is stored already; nothing of the batch was stored.", fault);
        }

        foreach (var subject in VerdictIndex.SubjectsOf(record))
        {
            _insertSubject.With().Id(record.Id.Value).Text(record.Scope).Text(subject).Run();
        }
    }

    public bool Exists(string scope, AutomationEventId id)
    {
        using var rows = _exists.With().Id(id.Value).Text(scope).Query();
        return rows.Next();
    }

    /// <summary>Gives a run a signal for each event that was accepted since its creation; answers how many were new.</summary>
    public int LookBack(RunId run, string scope, WaitRecord wait, DateTimeOffset now, SignalTable signals)
    {
        var added = 0;
        using var rows = _lookBack.With().Text(scope).Text(wait.Subject).Text(wait.EventType).Id(run.Value).Query();
        while (rows.Next())
        {
            added += signals.Insert(run, wait.Path.Value ?? "", new AutomationEventId(rows.Id(0)), rows.Bytes(1).Span, now);
        }

        return added;
    }
}
