using Npgsql;

namespace Automation.Storage;

/// <summary>Reads path, kind, nonce, body and time of a signal.</summary>
internal static class SignalColumns
{
    public static SignalRecord Read(NpgsqlDataReader row, int first) => new(
        new SignalKey(new StepPath(row.GetString(first)), (SignalKind)row.GetInt16(first + 1), row.GetString(first + 2)),
        RunRows.Bytes(row, first + 3),
        PostgresTime.Decode(row.GetDateTime(first + 4)));
}
