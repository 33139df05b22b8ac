using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>Moves schedules on, in one round trip.</summary>
internal static class AdvanceBatch
{
    /// <summary>Those that were moved, each with the run that its schedule had started last before.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="sql"><see cref="ScheduleSql.Advance"/>.</param>
    /// <param name="advances">Each with its scope, and the run that it starts.</param>
    /// <param name="clock">The instant; null for the server's.</param>
    public static async Task<Dictionary<ScheduleAdvance, Guid?>> ExecuteAsync(
        NpgsqlConnection connection, string sql, IReadOnlyList<(string Scope, ScheduleAdvance Advance, RunId? Run)> advances, DateTime? clock)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (var (scope, advance, run) in advances)
        {
            batch.BatchCommands.Add(Command(sql, scope, advance, run, clock));
        }

        await batch.PrepareAsync().ConfigureAwait(false);
        var moved = new Dictionary<ScheduleAdvance, Guid?>(ReferenceEqualityComparer.Instance);
        var rows = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            foreach (var (_, advance, _) in advances)
            {
                if (await rows.ReadAsync().ConfigureAwait(false))
                {
                    moved[advance] = rows.IsDBNull(0) ? null : rows.GetGuid(0);
                }

                await rows.NextResultAsync().ConfigureAwait(false);
            }
        }

        return moved;
    }

    private static NpgsqlBatchCommand Command(string sql, string scope, ScheduleAdvance advance, RunId? run, DateTime? clock)
    {
        PostgresText.Check(scope, "scope");
        PostgresText.Check(advance.Rule, "rule's name");
        PostgresText.Check(advance.Trigger, "trigger's id");
        PostgresText.Check(advance.Spec, "schedule");
        if (advance.Cursor is not null)
        {
            PostgresText.Check(advance.Cursor, "cursor");
        }

        return new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                Parameter(NpgsqlDbType.Text, scope),
                Parameter(NpgsqlDbType.Text, advance.Rule),
                Parameter(NpgsqlDbType.Text, advance.Trigger),
                Parameter(NpgsqlDbType.TimestampTz, PostgresTime.Encode(advance.Seen)),
                Parameter(NpgsqlDbType.TimestampTz, PostgresTime.Encode(advance.Next)),
                Parameter(NpgsqlDbType.Uuid, advance.IsHeld ? null : run?.Value),
                Parameter(NpgsqlDbType.Text, advance.Spec),
                Parameter(NpgsqlDbType.TimestampTz, clock),
                Parameter(NpgsqlDbType.Integer, advance.Setting),
                Parameter(NpgsqlDbType.Boolean, advance.IsHeld),
                Parameter(NpgsqlDbType.Text, advance.Cursor),
            },
        };
    }

    private static NpgsqlParameter Parameter(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
