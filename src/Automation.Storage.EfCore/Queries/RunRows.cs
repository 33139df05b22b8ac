using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.Storage;

/// <summary>Reads the columns that <see cref="RunSql"/> and <see cref="RunListSql"/> name, by place.</summary>
internal static class RunRows
{
    public static RunRecord ReadRun(NpgsqlDataReader row) => new()
    {
        Id = new RunId(row.GetGuid(0)),
        Scope = row.GetString(1),
        Rule = row.GetString(2),
        RuleHash = row.GetString(3),
        Subject = TextOrNull(row, 4),
        TriggerKind = (TriggerKind)row.GetInt16(5),
        TriggerId = row.GetString(6),
        EventId = row.IsDBNull(7) ? null : new AutomationEventId(row.GetGuid(7)),
        At = PostgresTime.Decode(row.GetDateTime(8)),
        RerunOf = row.IsDBNull(9) ? null : new RunId(row.GetGuid(9)),
    };

    public static RunRecord ReadRunWithInput(NpgsqlDataReader row) => ReadRun(row) with { Next = Bytes(row, 10), Input = Bytes(row, 11), TimeZone = TextOrNull(row, 12) };

    public static EventRecord ReadEvent(NpgsqlDataReader row) => new()
    {
        Id = new AutomationEventId(row.GetGuid(0)),
        Scope = row.GetString(1),
        Type = row.GetString(2),
        Subject = TextOrNull(row, 3),
        At = PostgresTime.Decode(row.GetDateTime(4)),
        Cause = row.IsDBNull(5) ? null : new RunId(row.GetGuid(5)),
        Root = new AutomationEventId(row.GetGuid(6)),
        Depth = row.GetInt32(7),
        Verdicts = Bytes(row, 8) is { IsEmpty: false } packed ? VerdictJson.Read(packed) : [],
        Payload = Bytes(row, 9),
    };

    public static EventSummary ReadEventSummary(NpgsqlDataReader row) => new()
    {
        Id = new AutomationEventId(row.GetGuid(0)),
        Type = row.GetString(1),
        Subject = TextOrNull(row, 2),
        At = PostgresTime.Decode(row.GetDateTime(3)),
        Cause = row.IsDBNull(4) ? null : new RunId(row.GetGuid(4)),
        Root = new AutomationEventId(row.GetGuid(5)),
        Depth = row.GetInt32(6),
        Verdicts = Bytes(row, 7) is { IsEmpty: false } packed ? VerdictJson.Read(packed) : [],
    };

    public static LedgerEntry ReadEntry(NpgsqlDataReader row) => new()
    {
        Path = new StepPath(row.GetString(1)),
        Kind = (EntryKind)row.GetInt16(2),
        Try = row.GetInt32(3),
        Sequence = row.GetInt32(4),
        Status = row.IsDBNull(5) ? null : (StepStatus)row.GetInt16(5),
        StartedAt = TimeOrNull(row, 6),
        At = PostgresTime.Decode(row.GetDateTime(7)),
        Body = Bytes(row, 8),
        Next = Bytes(row, 9),
        RunStatus = row.IsDBNull(10) ? null : (RunStatus)row.GetInt16(10),
        RunReason = TextOrNull(row, 11),
    };

    public static LiveRecord ReadLive(NpgsqlDataReader row, int first) => new()
    {
        State = (LiveState)row.GetInt16(first),
        Owner = row.IsDBNull(first + 1) ? null : row.GetInt64(first + 1),
        ClaimNumber = row.GetInt64(first + 2),
        DueAt = TimeOrNull(row, first + 3),
        Rescues = row.GetInt32(first + 4),
        Reason = TextOrNull(row, first + 5),
        Limited = row.GetBoolean(first + 6),
        HoldsPermit = row.GetBoolean(first + 7),
        // A host of a former version wakes a run and leaves what it needed.
        Need = (LiveState)row.GetInt16(first) is LiveState.Parked or LiveState.Queued ? TextOrNull(row, first + 8) : null,
        Reserved = row.IsDBNull(first + 9) ? null : row.GetInt64(first + 9),
    };

    public static LogRecord ReadLog(NpgsqlDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Path = new StepPath(row.GetString(1)),
        Attempt = row.GetInt32(2),
        At = PostgresTime.Decode(row.GetDateTime(3)),
        Level = (LogLevel)row.GetInt16(4),
        Percent = row.IsDBNull(5) ? null : row.GetDouble(5),
        Message = row.GetString(6),
    };

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : PostgresTime.Decode(row.GetDateTime(column));

    /// <summary>Empty bytes are the default value, as whoever compares records expects.</summary>
    public static ReadOnlyMemory<byte> Bytes(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) || row.GetFieldValue<byte[]>(column) is not { Length: > 0 } bytes ? default(ReadOnlyMemory<byte>) : bytes;
}
